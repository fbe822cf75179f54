"""Published data and results that ours are held against: figures only, each with its source."""

# Sicily smoking ban (January 2005): hospital admissions for acute coronary events by month, January 2002 to
# November 2006, and the population standardised for age. Lopez Bernal J, Cummins S, Gasparrini A
# (2017), Interrupted time series regression for the evaluation of public health interventions: a tutorial,
# International Journal of Epidemiology 46(1): 348-355; file sicily.csv of gasparrini/2017_lopezbernal_IJE_codedata,
# columns aces and stdpop. The file sets the ban from January 2005, the 37th month.
SICILY_FIRST, SICILY_BAN = "2002-01-01", "2005-01-01"
SICILY_EVENTS = [
    728, 659, 791, 734, 757, 726, 760, 740, 720, 814, 795, 858, 887, 766, 851, 769, 781, 756, 766, 752, 765, 831, 879,
    928, 914, 808, 937, 840, 916, 828, 845, 818, 860, 839, 887, 886, 831, 796, 833, 820, 877, 758, 767, 738, 781, 843,
    850, 908, 1021, 859, 976, 888, 962, 838, 810, 876, 843, 936, 912,
]  # fmt: skip
SICILY_PEOPLE = [
    379875.3, 376495.5, 377040.8, 377116.4, 377383.4, 374113.1, 379513.3, 376295.5, 374653.2, 378485.6, 375955.5,
    378349.7, 376762.4, 379032.3, 379360.4, 376162, 377972.4, 381830.7, 379888.6, 380872.2, 380966.9, 381240.4,
    382104.9, 381802.7, 381656.3, 383680, 383504.2, 386462.9, 383783.1, 380836.8, 383483, 380906.2, 382926.8,
    384052.4, 384449.6, 383428.4, 388153.2, 388373.2, 386470.1, 386033.2, 383686.4, 385509.3, 385901.9, 386516.6,
    388436.5, 383255.2, 390148.7, 385874.9, 391613.6, 391750.4, 394005.6, 391364.9, 391664.6, 389022.3, 391878.5,
    388575.3, 392989, 390018.8, 390712.3,
]  # fmt: skip

# Colorectal cancer, men, SEER 9, 1975 to 2009: age-adjusted incidence per 100,000 and its standard error. Sample data
# of NCI's Joinpoint Regression Program, as repackaged in paulclambert/pclambert, data/nih_sample_data.csv.
NCI_YEARS = range(1975, 2010)
NCI_RATES = [
    68.438091, 71.722990, 73.491087, 72.368367, 74.113638, 74.543046, 75.834517, 75.176460, 75.591475, 77.636838,
    79.154277, 77.786383, 77.476967, 75.179529, 74.956323, 74.357007, 72.887007, 70.413804, 68.435509, 66.252017,
    63.813660, 65.536025, 68.092667, 67.062971, 65.706773, 63.667490, 62.866018, 61.389269, 59.317945, 58.341696,
    54.962162, 52.951529, 52.855887, 50.986780, 48.231885,
]  # fmt: skip
NCI_ERRORS = [
    1.069194, 1.076291, 1.088909, 1.068569, 1.074042, 1.064857, 1.064132, 1.050286, 1.040867, 1.041063, 1.038015,
    1.020370, 1.009960, 0.984477, 0.971127, 0.957533, 0.933945, 0.902280, 0.877691, 0.851726, 0.826682, 0.827028,
    0.835841, 0.820640, 0.801747, 0.780365, 0.767909, 0.750671, 0.729715, 0.718372, 0.687036, 0.667876, 0.658057,
    0.639431, 0.613869,
]  # fmt: skip
# What NCI prints as the fit, 1975 to 1997: SEER Cancer Statistics Review 1975-2012, figure 6.3, column "Observed SEER 9
# Incidence, Modeled (from Joinpoint)", seer.cancer.gov/archive/csr/1975_2012. Its joinpoints: 1985, 1991, 1995, 1998.
NCI_PLACES = (1985, 1991, 1995, 1998)
NCI_MODELLED = [
    70.3, 71.1, 71.9, 72.7, 73.5, 74.4, 75.2, 76.1, 76.9, 77.8, 78.7, 77.7, 76.7, 75.8, 74.9, 73.9, 73.0, 70.7, 68.5,
    66.3, 64.2, 65.5, 66.8,
]  # fmt: skip
