"""Seeded damage to a sample: what happens to a file between a publisher's desk and ours."""

import copy
import random

from harmstats.ingest.readers.sheets import column


def _numbers(rows: list) -> list[tuple[int, int]]:
    return [(r, c) for r, row in enumerate(rows) for c, v in enumerate(row) if _is_number(v)]


def _is_number(value) -> bool:
    if isinstance(value, str):
        return value.replace(",", "").replace(".", "").isdigit()
    return True


def _header(rows: list) -> int:
    """The row with most texts, every one of them different: where the names of the columns stand."""
    return max(range(min(len(rows), 12)), key=lambda r: len({v for v in rows[r] if isinstance(v, str) and v.strip()}))


def _pick(rng, sheets):
    index = rng.choice([i for i, (_, rows) in enumerate(sheets) if len(rows) > 3] or [0])
    return index, sheets[index][1]


def swap_down(rng, sheets):
    i, rows = _pick(rng, sheets)
    r, c = rng.choice([(r, c) for r, c in _numbers(rows) if r + 1 < len(rows) and c < len(rows[r + 1])])
    rows[r][c], rows[r + 1][c] = rows[r + 1][c], rows[r][c]
    return i, r, c


def swap_across(rng, sheets):
    i, rows = _pick(rng, sheets)
    r, c = rng.choice([(r, c) for r, c in _numbers(rows) if c + 1 < len(rows[r])])
    rows[r][c], rows[r][c + 1] = rows[r][c + 1], rows[r][c]
    return i, r, c


def swap_far(rng, sheets):
    i, rows = _pick(rng, sheets)
    (r, c), (q, d) = rng.sample(_numbers(rows), 2)
    rows[r][c], rows[q][d] = rows[q][d], rows[r][c]
    return i, r, c


def swap_rows(rng, sheets):
    i, rows = _pick(rng, sheets)
    r = rng.randrange(len(rows) - 1)
    rows[r], rows[r + 1] = rows[r + 1], rows[r]
    return i, r, 0


def misspell_header(rng, sheets):
    i, rows = _pick(rng, sheets)
    r = _header(rows)
    c = rng.choice([c for c, v in enumerate(rows[r]) if isinstance(v, str) and len(v) > 3])
    text, at = rows[r][c], rng.randrange(1, len(rows[r][c]) - 1)
    rows[r][c] = text[:at] + rng.choice(["", "x", "q"]) + text[at + 1 :]
    return i, r, c


def swap_headers(rng, sheets):
    i, rows = _pick(rng, sheets)
    r = _header(rows)
    c, d = rng.sample([c for c, v in enumerate(rows[r]) if v != ""], 2)
    rows[r][c], rows[r][d] = rows[r][d], rows[r][c]
    return i, r, c


def wrong_year(rng, sheets):
    i, rows = _pick(rng, sheets)
    spots = [(r, c) for r, row in enumerate(rows) for c, v in enumerate(row) if isinstance(v, str) and "20" in v]
    r, c = rng.choice(spots)
    digits = [k for k, ch in enumerate(rows[r][c]) if ch.isdigit()]
    k = rng.choice(digits)
    rows[r][c] = rows[r][c][:k] + str((int(rows[r][c][k]) + rng.randint(1, 9)) % 10) + rows[r][c][k + 1 :]
    return i, r, c


def other_unit(rng, sheets):
    i, rows = _pick(rng, sheets)
    words = {
        "number of offences": "rate of offences",
        "Numbers": "Thousands",
        "per 1,000": "per 10,000",
        "Units": "Thousands",
        "Percentage (%)": "Rate per 1,000",
        "percentage change": "number of offences",
        "Police recorded crime by offence,": "Police recorded crime by offence, thousands,",
    }
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            for old, new in words.items():
                if isinstance(value, str) and old in value:
                    row[c] = value.replace(old, new)
                    return i, r, c
    return other_title(rng, sheets)


def other_title(rng, sheets):
    i, rows = _pick(rng, sheets)
    r = next(r for r, row in enumerate(rows) if any(isinstance(v, str) and v.strip() for v in row))
    c = next(c for c, v in enumerate(rows[r]) if v != "")
    text = rows[r][c]
    rows[r][c] = text[: len(text) // 2]
    return i, r, c


def drop_row(rng, sheets):
    i, rows = _pick(rng, sheets)
    r = rng.randrange(len(rows))
    del rows[r]
    return i, r, 0


def repeat_row(rng, sheets):
    i, rows = _pick(rng, sheets)
    r = rng.randrange(len(rows))
    rows.insert(r, list(rows[r]))
    return i, r, 0


def blank_row(rng, sheets):
    i, rows = _pick(rng, sheets)
    r = rng.randrange(len(rows))
    rows.insert(r, [""])
    return i, r, 0


def rename_sheet(rng, sheets):
    i, rows = _pick(rng, sheets)
    sheets[i] = (rng.choice(["Sheet1", "data", "Tabelle 7", "Table_A5a (2)"]), rows)
    return i, 0, 0


def number_as_text(rng, sheets):
    i, rows = _pick(rng, sheets)
    r, c = rng.choice(_numbers(rows))
    value = str(rows[r][c]).replace(",", "").removesuffix(".0")
    whole = value.isdigit()
    rows[r][c] = rng.choice([f" {value} ", f"{value}\xa0", f"{int(value):,}" if whole else value, f"{value} [r]"])
    return i, r, c


def shift_row(rng, sheets):
    i, rows = _pick(rng, sheets)
    r = rng.randrange(len(rows))
    rows[r].insert(rng.randrange(len(rows[r]) + 1), "")
    return i, r, 0


def shift_column(rng, sheets):
    i, rows = _pick(rng, sheets)
    c = rng.randrange(max(map(len, rows)))
    first = _header(rows) + rng.randint(0, 1)
    for r in range(first, len(rows)):
        rows[r].insert(min(c, len(rows[r])), "")
    return i, first, c


def drop_column(rng, sheets):
    i, rows = _pick(rng, sheets)
    c = rng.randrange(max(map(len, rows)))
    for row in rows[_header(rows) :]:
        del row[c : c + 1]
    return i, 0, c


def empty_cell(rng, sheets):
    i, rows = _pick(rng, sheets)
    r, c = rng.choice(_numbers(rows))
    rows[r][c] = ""
    return i, r, c


def shorthand(rng, sheets):
    i, rows = _pick(rng, sheets)
    r, c = rng.choice(_numbers(rows))
    rows[r][c] = rng.choice(["[x]", "[z]", "[c]", "..", "-", ":", "*", "[low]"])
    return i, r, c


def nonsense(rng, sheets):
    i, rows = _pick(rng, sheets)
    r, c = rng.choice(_numbers(rows))
    rows[r][c] = rng.choice(["#REF!", "12O3", "n.k.", "see note", "=A1+B1", "1.234.567", "(3,201)", "12%"])
    return i, r, c


def lost_digit(rng, sheets):
    i, rows = _pick(rng, sheets)
    r, c = rng.choice(_numbers(rows))
    text = str(rows[r][c])
    new = text[1:] if rng.random() < 0.5 else text + "0"
    try:
        rows[r][c] = type(rows[r][c])(new)
    except ValueError:
        rows[r][c] = 0
    return i, r, c


def minus(rng, sheets):
    i, rows = _pick(rng, sheets)
    r, c = rng.choice(_numbers(rows))
    rows[r][c] = -rows[r][c] if not isinstance(rows[r][c], str) else f"-{rows[r][c]}"
    return i, r, c


def other_label(rng, sheets):
    i, rows = _pick(rng, sheets)
    first = _header(rows) + 1
    spots = [
        (r, c) for r in range(first, len(rows)) for c, v in enumerate(rows[r][:7]) if isinstance(v, str) and len(v) > 1
    ]
    r, c = rng.choice(spots)
    q = rng.choice([q for q, d in spots if d == c])
    rows[r][c], rows[q][c] = rows[q][c], rows[r][c]
    return i, r, c


ALL = (
    swap_down,
    swap_across,
    swap_far,
    swap_rows,
    misspell_header,
    swap_headers,
    wrong_year,
    other_unit,
    other_title,
    drop_row,
    repeat_row,
    blank_row,
    rename_sheet,
    number_as_text,
    shift_row,
    shift_column,
    drop_column,
    empty_cell,
    shorthand,
    nonsense,
    lost_digit,
    minus,
    other_label,
)


def mutate(sheets: list, seed: int) -> tuple[list, str]:
    """A damaged copy, and what was done where."""
    rng = random.Random(seed)
    for damage in (ALL[seed % len(ALL)], swap_far, drop_row):  # a table one number wide has no neighbours to swap
        copied = copy.deepcopy([(name, [list(row) for row in rows]) for name, rows in sheets])
        try:
            i, r, c = damage(rng, copied)
            break
        except IndexError:
            continue
    return copied, f"{damage.__name__} at sheet '{copied[i][0]}' {column(c)}{r + 1}"
