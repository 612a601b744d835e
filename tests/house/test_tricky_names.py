"""None of the names that the benchmark compares is spelled wrongly without a flag; the counts can tell it if one is."""

from __future__ import annotations

import pytest

from benchmarks.spell_names import COUNTY_FILE, NAMES_FILE, judged, names_of
from gazetteer.romanization import romanize
from layers.profile import SHIPPED
from layers.reading_tables import FILE_NAME, load_reading_tables

FILES = [NAMES_FILE, *sorted(SHIPPED.glob(f"*/{COUNTY_FILE}"))]


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_no_name_is_wrong_without_a_flag(file) -> None:
    names, tables = names_of(file), load_reading_tables(file.with_name(FILE_NAME))
    counts = judged(names, [romanize(name.text, name.kind, tables=tables) for name in names])
    assert (counts["wrong_unflagged"], counts["misspelled_unflagged"]) == (0, 0)
    assert counts["wrong"] <= 0.05 * len(names)
    assert counts["flagged"] <= 0.1 * len(names)


def test_a_wrong_reading_is_counted() -> None:
    names = [name for name in names_of(NAMES_FILE) if name.text == "长武县"]
    said = [romanize("长治县", name.kind) for name in names]
    assert judged(names, said)["wrong_unflagged"] == 1
