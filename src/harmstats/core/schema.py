"""The words and columns that the registers allow."""

SERIES_KINDS = ("recorded", "outcome", "court", "survey", "report", "helpline", "study", "population")
BREAK_KINDS = ("definition", "scope", "counting rule", "coverage", "method", "new series")
EFFECTS = ("up", "down", "both", "scope")
WEIGHTS = ("refuse", "warn")
MEASURES = (
    "count", "total", "total since start", "total at a day", "rate", "ratio", "percentage", "mean", "median", "maximum",
    "minimum", "estimate", "change", "absolute change", "percentage change", "percentage points",
    "charges in the year over offences in the year", "cohort", "share of assigned outcomes",
    "outcomes of investigations closed", "campaign ratio", "share of outcomes, base not stated",
)  # fmt: skip
CLAIM_KINDS = ("statistic", "event", "case", "label", "furniture")
INTERVALS = ("", "wilson", "published")
LABEL_LENGTH = 28

SERIES_COLUMNS = (
    "series", "title", "short", "kind", "measure", "unit", "base", "publisher", "formula", "sums", "interval", "rule",
    "note",
)  # fmt: skip
BREAK_COLUMNS = (
    "id", "date", "until", "series", "kind", "effect", "weight", "geography", "editions", "label", "note", "source",
)  # fmt: skip
EDITION_COLUMNS = ("table", "edition", "source", "published", "dated", "extracted", "data_to", "note")
FORCE_COLUMNS = ("name", "code", "region", "nation", "also")
AREA_COLUMNS = ("name", "code", "also")
CLAIM_COLUMNS = (
    "id", "article", "printed", "statement", "stated", "relation", "value", "rounding", "unit", "kind", "series",
    "from", "to", "geography", "breakdown", "of", "beside", "source", "note",
)  # fmt: skip


def is_estimate(kind: str, unit: str) -> bool:
    """True for what is estimated from a sample: all of a survey, the shares of a study."""
    return kind == "survey" or (kind == "study" and unit == "percent")
