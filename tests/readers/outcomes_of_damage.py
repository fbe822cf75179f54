"""Judge the reading of a damaged file against the reading of the whole one."""

from collections import Counter

from harmstats.ingest import read_file

RIGHT, STOPPED, SKIPPED, DOUBTED, GONE, SMALL, SILENT = (
    "right figures", "stopped, place named", "left out, place named", "wrong, doubted with its place",
    "no figure under a shorthand, counted", "wrong by less than revisions are", "wrong in silence",
)  # fmt: skip
KEY = ["table", "series", "period_start", "period_end", "geography", "breakdown"]


def figures(reading: read_file.Reading) -> dict:
    return {tuple(row[:-1]): row[-1] for row in reading.figures[[*KEY, "value"]].itertuples(index=False, name=None)}


def judge(path, whole: read_file.Reading, before=None) -> tuple[str, str]:
    """How the reading of a damaged file ended, and a line that shows it."""
    try:
        reading = read_file.read(path, before=None if before is None else lambda day: before)
    except read_file.Unreadable as error:
        text = str(error)
        assert "\n" not in text
        assert path.name in text, text
        return STOPPED, text
    good, got = figures(whole), figures(reading)
    wrong = {
        k: (got[k], good.get(k)) for k in got if k not in good or abs(got[k] - good[k]) > 1e-6 * max(1, abs(good[k]))
    }
    if wrong:
        doubted = {where for where, _ in reading.doubts}
        places = dict(zip(map(tuple, reading.figures[KEY].to_numpy()), reading.places, strict=True))
        open_ = {k: v for k, v in wrong.items() if places[k] not in doubted}
        if not open_:
            return DOUBTED, str(reading.doubts[0])
        small = all(v[1] is not None and abs(v[0] - v[1]) <= max(25, 0.1 * abs(v[1])) for v in open_.values())
        return (SMALL if small and before is not None else SILENT), str(next(iter(open_.items())))
    if len(got) == len(good):
        return RIGHT, ""
    if len(reading.skipped) > len(whole.skipped) or len(reading.notes) > len(whole.notes):
        return SKIPPED, str(reading.skipped[-1:])
    if reading.notes != whole.notes:
        return GONE, str(reading.notes[-1:])
    return SILENT, f"{len(good) - len(got)} figures gone"


def tally(results: list[tuple[str, str]]) -> Counter:
    return Counter(kind for kind, _ in results)
