"""data/clean/ is a copy: it is answered from only while it is current."""

import pytest

from harmstats import load
from harmstats.core.registers import read
from harmstats.store import clean, lookup

TABLE = "published/office-recorded/office-2022-07.csv"


def edit(data, name, old, new):
    path = data / name
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{name} no longer has {old!r}"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def hats(data):
    registers = read(data)
    light = lookup.one("lost-hats", "YE Mar 2022", registers, geography="England and Wales")["value"]
    frame = load("lost-hats", period="YE Mar 2022", geography="England and Wales", data=data)
    assert frame["value"].tolist() == [light]
    return light


def test_the_files_of_every_family_are_named(small):
    families = clean.current(small)
    assert list(families) == list(clean.FAMILIES)
    assert {name for files in families.values() for name in files} == {p.name for p in (small / "clean").glob("*.csv")}


def test_what_is_made_is_what_is_stored(data):
    registers = read(data)
    stored = {path: path.read_bytes() for path in (data / "clean").iterdir()}
    made = clean.make(registers)
    for family in clean.FAMILIES:
        clean.write(made, registers, family)
    assert {path: path.read_bytes() for path in (data / "clean").iterdir()} == stored


def test_a_new_figure_is_seen_before_anything_is_rebuilt(data):
    assert hats(data) == 3500
    edit(data, TABLE, ",3500,", ",3501,")
    assert clean.current(data) == {}
    assert hats(data) == 3501
    edit(data, TABLE, ",3501,", ",3500,")
    assert hats(data) == 3500
    assert clean.current(data)


@pytest.mark.parametrize("how", ["touched", "missing", "without a stamp", "with a broken stamp"])
def test_a_stale_copy_is_not_answered_from(data, how):
    path = data / "clean" / "recorded-offences.csv"
    stamp = path.with_suffix(".json")
    if how == "touched":
        edit(data, "clean/recorded-offences.csv", ",3500.0," if ",3500.0," in path.read_text() else ",3500,", ",9999,")
    elif how == "missing":
        path.unlink()
    elif how == "without a stamp":
        stamp.unlink()
    else:
        stamp.write_text("[1]")
    assert clean.current(data) == {}
    assert hats(data) == 3500


def test_a_correction_is_applied_and_said(data):
    table = (data / "corrections.csv").read_text(encoding="utf-8")
    row = (
        "office-recorded,office-2022-07,lost-hats,2021-04-01,2022-03-31,England and Wales,,{},1,misprint,office-2022\n"
    )
    (data / "corrections.csv").write_text(table + row.format(3500), encoding="utf-8")
    figure = load("lost-hats", period="YE Mar 2022", edition="office-2022-07", data=data).iloc[0]
    assert (figure["value"], figure["note"]) == (1, "corrected from 3500: misprint")
    (data / "corrections.csv").write_text(table + row.format(3400), encoding="utf-8")
    with pytest.raises(Exception, match="is 3500 at the source, the correction expects 3400; look whether"):
        load("lost-hats", data=data)
