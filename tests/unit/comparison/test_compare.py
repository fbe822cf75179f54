"""Which two figures are compared, what is offered instead, and what cannot be asked; on the small data folder."""

import pytest

from harmstats import compare, load
from harmstats.comparison.compare import _pairs
from harmstats.core.errors import HarmstatsError, NotFound


def pair(found):
    """Value, edition and period of both figures."""
    return [(row["value"], row["edition"], row["period"]) for row in (found.earlier, found.later)]


def append(path, *lines):
    path.write_text(path.read_text(encoding="utf-8") + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def test_both_figures_come_from_the_last_edition_that_has_both():
    """The year ending March 2022 is newer in the quarters, which have no year before."""
    found = compare("lost-umbrellas", "YE Mar 2021", "YE Mar 2022")
    assert pair(found) == [(10450, "office-2022-07", "YE Mar 2021"), (12900, "office-2022-07", "YE Mar 2022")]
    assert (found.change, round(found.percent_change, 2)) == (2450, 23.44)
    assert (found.earlier["title"], found.earlier["long"]) == (
        "Umbrellas lost recorded by the police",
        "year ending March 2021",
    )


def test_an_edition_with_both_stands_back_where_apart_they_are_firmer():
    """A newspaper has both years, the charity the second one: nobody takes that from the newspaper."""
    found = compare("umbrella-calls", "2018", "2020")
    assert pair(found) == [(2900, "post-2021", "YE Dec 2018"), (3480, "calls-2021", "YE Dec 2020")]


def test_a_figure_set_aside_is_not_taken_for_the_sake_of_one_edition():
    found = compare("umbrella-pages", "2019", "2020", as_of="2021-12-31")
    assert pair(found) == [(5200, "pages-2020", "YE Dec 2019"), (7000, "pages-2021", "YE Dec 2020")]
    assert [r.label for r in found.reasons] == ["Two editions", "Sources disagree"]


def test_as_of_knows_the_editions_of_the_day():
    found = compare("lost-umbrellas", "YE Mar 2020", "YE Mar 2021", as_of="2021-12-31")
    assert pair(found) == [(12700, "office-2021-07", "YE Mar 2020"), (10400, "office-2021-07", "YE Mar 2021")]


def test_a_correction_is_compared_as_corrected():
    found = compare("lost-umbrellas", "YE Mar 2019", "YE Mar 2020")
    assert [row["value"] for row in (found.earlier, found.later)] == [12350, 12700]


def test_of_nothing_there_is_no_percentage():
    found = compare("umbrella-trials", "2020", "2021", geography="Northshire")
    assert (found.change, found.percent_change, found.comparable) == (12, None, True)


def test_the_breakdown_stands_in_the_title():
    found = compare("hat-survey", "YE Mar 2018", "YE Mar 2019", breakdown="age=16 to 59;sex=female")
    assert found.later["title"] == "People who lost a hat in the year (age 16 to 59, sex female)"


@pytest.mark.parametrize(
    ("earlier", "later", "nearest"),
    [
        ("YE Mar 2020", "YE Mar 2022", ("YE Mar 2021", "YE Mar 2022")),  # the later one stays
        ("YE Mar 2017", "YE Mar 2021", ("YE Mar 2018", "YE Mar 2020")),  # 366 and 365 days, against 730 and 365
        ("YE Mar 2016", "YE Mar 2018", ("YE Mar 2016", "YE Mar 2017")),
    ],
)
def test_the_nearest_valid_pair(earlier, later, nearest):
    found = compare("lost-things", earlier, later)
    assert not found.comparable
    assert (found.nearest.earlier["period"], found.nearest.later["period"]) == nearest
    assert found.nearest.comparable


def test_the_nearest_of_years_that_share_no_month_shares_none(data):
    """The years ending March and June 2022 lie behind the break and nearer, but nine months are in both."""
    append(data / "breaks.csv", "cut,2021-03-01,,lost-umbrellas,method,up,refuse,,,A cut,Why.,office-2022")
    found = compare("lost-umbrellas", "YE Mar 2021", "YE Jun 2022", data=data).nearest
    assert (found.earlier["period"], found.later["period"]) == ("YE Mar 2019", "YE Mar 2020")


def test_the_nearest_of_years_that_share_months_may_share_some(data):
    """A break between the two: of those asked for together, the nearest pair overlaps as they do."""
    path = data / "published/office-quarters/office-quarters-2022.csv"
    for quarter, value in (("2022-07-01,2022-09-30", 1000), ("2022-10-01,2022-12-31", 1100)):
        for place in ("Northshire", "Southshire"):
            append(path, f"lost-umbrellas,{quarter},{place},,{value},,,,official,,Table Q,")
    editions = data / "editions.csv"
    text = editions.read_text(encoding="utf-8")
    text = text.replace("2022-10-19,exact,,2022-06-30", "2023-01-31,exact,,2022-12-31")
    editions.write_text(text, encoding="utf-8")
    append(data / "breaks.csv", "cut,2022-09-30,,lost-umbrellas,method,up,refuse,,,A cut,Why.,office-2022")
    found = compare("lost-umbrellas", "YE Jun 2022", "YE Sep 2022", data=data)
    assert [r.label for r in found.reasons if r.weight == "refuse"] == ["A cut"]
    nearest = found.nearest
    assert (nearest.earlier["period"], nearest.later["period"]) == ("YE Mar 2022", "YE Jun 2022")


def test_months_are_set_against_the_same_month_first(data):
    """December 2019 and January 2020 lie nearer to the months asked for, December 2018 and 2019 are alike."""
    append(
        data / "published/charity-calls/calls-2021.csv",
        "umbrella-calls,2018-12-01,2018-12-31,United Kingdom,,200,,,,official,,page 6,",
    )
    append(data / "breaks.csv", "cut,2020-06-01,,umbrella-calls,method,up,refuse,,,A cut,Why.,calls-2021")
    found = compare("umbrella-calls", "Jan 2020", "Dec 2020", data=data)
    assert not found.comparable
    nearest = found.nearest
    assert (nearest.earlier["period"], nearest.later["period"]) == ("Dec 2018", "Dec 2019")


def test_where_no_pair_is_valid_none_is_offered(data):
    append(data / "breaks.csv", "cut,2018-01-01,,hat-survey-scotland,method,up,refuse,,,A cut,Why.,survey-2019")
    found = compare("hat-survey-scotland", "YE Mar 2017", "YE Mar 2019", data=data)
    assert (found.comparable, found.nearest, found.alternatives) == (False, None, ())


def test_the_same_without_the_part_that_entered():
    found = compare("lost-things", "YE Mar 2020", "YE Mar 2022")
    assert [r.label for r in found.refusals] == ["Hats enter the group"]
    (other,) = found.alternatives
    assert (other.series, other.comparable) == ("lost-things-without-hats", True)
    assert [row["value"] for row in (other.earlier, other.later)] == [12720, 12900]
    assert found.refusals[0] not in other.reasons


def test_without_the_part_is_offered_only_where_that_takes_a_reason_away():
    """The children that are counted from 2017 on are umbrellas: without hats they are still there."""
    found = compare("lost-things", "YE Mar 2016", "YE Mar 2018")
    assert [r.label for r in found.refusals] == ["Children count"]
    assert found.alternatives == ()


def test_the_same_without_the_part_in_the_same_place_and_folder(data):
    """Quarters of one force: hats are printed for the later one only, in a folder of its own."""
    path = data / "published/office-quarters/office-quarters-2022.csv"
    append(
        path,
        "lost-umbrellas,2019-04-01,2019-06-30,Northshire,,1000,,,,official,,Table Q,",
        "lost-hats,2021-04-01,2021-06-30,Northshire,,100,,,,official,,Table Q,",
    )
    found = compare("lost-things", "Apr-Jun 2019", "Apr-Jun 2021", geography="norths", data=data)
    assert [row["value"] for row in (found.earlier, found.later)] == [1000, 2000]
    (other,) = found.alternatives
    assert [(row["value"], row["geography"]) for row in (other.earlier, other.later)] == [
        (1000, "Northshire"), (1900, "Northshire"),
    ]  # fmt: skip


def test_both_from_one_edition_that_is_no_less_firm(data):
    """Two articles: the older one has both years, the newer one the later year only."""
    append(
        data / "published/post-articles/post-2021.csv",
        "umbrella-calls,2017-01-01,2017-12-31,United Kingdom,,2800,,,,secondary,,text,",
    )
    newer = (data / "published/post-articles/post-2021.csv").read_text(encoding="utf-8").splitlines()[0]
    row = "umbrella-calls,2018-01-01,2018-12-31,United Kingdom,,2950,,,,secondary,,text,"
    (data / "published/post-articles/post-2022.csv").write_text(f"{newer}\n{row}\n", encoding="utf-8")
    append(data / "editions.csv", "post-articles,post-2022,post-2022,2022-08-01,exact,,2018-12-31,")
    found = compare("umbrella-calls", "2017", "2018", data=data)
    assert pair(found) == [(2800, "post-2021", "YE Dec 2017"), (2900, "post-2021", "YE Dec 2018")]


def test_of_many_pairs_each_comes_from_the_last_edition_that_has_both():
    """The vintages of all years: so many pairs of one rank that only a stable order keeps the editions apart."""
    rows = load("lost-umbrellas", geography="England and Wales", edition="all")
    years = rows[rows["axis"] == "years ending March"].reset_index(drop=True)
    firm = years[years["status"] != "secondary"]
    earlier, later = _pairs(years)
    assert len(earlier) == 36
    for one, two in zip(earlier.itertuples(), later.itertuples(), strict=True):
        having = [set(firm.loc[firm["period"] == row.period, "edition"]) for row in (one, two)]
        both = [
            edition
            for edition in dict.fromkeys(years.sort_values("published")["edition"])
            if edition in having[0] & having[1]
        ]
        assert not both or (one.edition, two.edition) == (both[-1], both[-1])


def test_a_comparison_that_is_valid_offers_nothing_else():
    found = compare("lost-things", "YE Mar 2021", "YE Mar 2022")
    assert (found.comparable, found.nearest, found.alternatives) == (True, None, ())


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (("lost-umbrelas", "YE Mar 2021", "YE Mar 2022"), NotFound, "Did you mean 'lost-umbrellas'?"),
        (("hat-study", "undated", "2020"), HarmstatsError, "series 'hat-study': an undated figure cannot be"),
        (("hat-study", "2020", " Undated "), HarmstatsError, "an undated figure cannot be compared with another"),
        (("lost-umbrellas", "YE Mar 2021", "Apr-Jun 2022"), HarmstatsError,
         "YE Mar 2021 and Apr-Jun 2022 are of different length: compare years with years"),
        (("lost-umbrellas", "YE Mar 2022", "YE Mar 2021"), HarmstatsError,
         "YE Mar 2022 is not before YE Mar 2021: give the earlier period first"),
        (("lost-umbrellas", "YE Mar 2022", "YE Mar 2022"), HarmstatsError, "is not before YE Mar 2022"),
        (("lost-umbrellas", "YE Mar 2014", "YE Mar 2022"), NotFound,
         "'lost-umbrellas' has no figure for YE Mar 2014; the nearest are YE Mar 2012, YE Mar 2013, YE Mar 2016"),
        (("lost-umbrellas", "YE Mar 2021", "YE Mar 2031"), NotFound, "has no figure for YE Mar 2031; the nearest are"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked(call, error, words):
    with pytest.raises(error) as caught:
        compare(*call)
    assert words in str(caught.value)


def test_a_breakdown_that_is_not_there_names_those_that_are():
    with pytest.raises(NotFound) as caught:
        compare("hat-survey", "YE Mar 2018", "YE Mar 2019", breakdown="age=16 to 95")
    assert str(caught.value) == (
        "series 'hat-survey' has no figure for England and Wales, age=16 to 95; it has age=16 to 59, "
        "age=16 to 59;sex=female. Did you mean 'age=16 to 59'?"
    )
    with pytest.raises(NotFound, match="has no figure for England and Wales, whole; it has age=16"):
        compare("hat-survey", "YE Mar 2018", "YE Mar 2019")
