"""What goes out comes back equal: every layer, every format our import reads, and any text at all."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo_app.services.county import County
from geo_app.services.exports import export_file
from geo_app.services.imports import judge_file
from layers.catalog import LAYERS, layer
from layers.exchange import ImportOptions
from layers.exchange.reader import read_file
from layers.exchange.writers import FORMATS, Export, Format
from layers.exchange.writers.export import Column
from layers.exchange.writers.marks import UNFIT_FOR_XML
from layers.layer import FieldKind
from layers.store import Query, Scope, Store, open_store
from tests.county import copied, invented_profile
from tests.layers.exchange.writing.rows import exported, read_calamine, read_csv, written
from tests.layers.store.rows import load, plate

BACK = tuple(one for one in FORMATS if one.download and one.ending not in (".gpx", ".sheet.csv"))
SHOWN_ONE_BY_ONE = ("door_plate", "boundary_line", "place_name")


@pytest.fixture(scope="module")
def county(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with copied(tiny_county_folder, tmp_path_factory.mktemp("round") / "county") as opened:
        yield opened


def trip(county: County, key: str, chosen: Format, folder: Path) -> tuple[int, int, int]:
    """Rows out, rows back, and rows that came back otherwise or were refused."""
    declared = layer(key)
    file = folder / f"{key}{chosen.ending}"
    made = export_file(county, declared, file, Query())
    plan = judge_file(county, declared, file, file.name, ImportOptions(), Scope.everything())
    return made.count, plan.read, len(plan.edits) + plan.rejected


@pytest.mark.parametrize("chosen", BACK, ids=lambda one: one.ending)
@pytest.mark.parametrize("key", SHOWN_ONE_BY_ONE)
def test_an_export_imported_again_changes_nothing(county: County, tmp_path: Path, key: str, chosen: Format) -> None:
    if not chosen.holds(layer(key)):
        pytest.skip("the format has no place for this layer")
    out, back, different = trip(county, key, chosen, tmp_path)
    assert out == back > 0
    assert different == 0


def test_every_layer_comes_back_from_a_workbook(county: County, tmp_path: Path) -> None:
    xlsx = next(one for one in FORMATS if one.ending == ".xlsx")
    held = [one.key for one in LAYERS if county.store.count(one.key, Scope.everything())]
    trips = {key: trip(county, key, xlsx, tmp_path) for key in held}
    assert {key: t for key, t in trips.items() if t[0] != t[1] or t[2]} == {}


@pytest.mark.long
def test_every_layer_comes_back_from_every_format(county: County, tmp_path: Path) -> None:
    held = [one for one in LAYERS if county.store.count(one.key, Scope.everything())]
    trips = {
        (one.key, chosen.ending): trip(county, one.key, chosen, tmp_path)
        for one in held
        for chosen in BACK
        if chosen.holds(one)
    }
    assert {key: t for key, t in trips.items() if t[0] != t[1] or t[2]} == {}


ANY_TEXT = st.lists(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\x00"), min_size=1, max_size=12)
    .filter(lambda text: text == text.strip())
    .filter(lambda text: not UNFIT_FOR_XML.search(text)),
    min_size=1,
    max_size=24,
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('texts') / 'county.gpkg'}", invented_profile(), LAYERS)
    load(store, plate(1))
    yield store
    store.close()


@given(texts=ANY_TEXT)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_read_back_by_plain_clients(template: Store, tmp_path: Path, texts: list[str]) -> None:
    export = _with_texts(template, texts)
    for ending in (".csv", ".xlsx"):
        path = tmp_path / f"a{ending}"
        path.unlink(missing_ok=True)
        written(export, path)
    assert [row["备注"] for row in read_csv(tmp_path / "a.csv")] == texts
    header, *rows = read_calamine(tmp_path / "a.xlsx")
    assert [row[list(header).index("备注")] for row in rows] == texts


@given(texts=ANY_TEXT)
@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("ending", [".csv", ".xlsx", ".gpkg", ".geojson", ".kml", ".zip"])
def test_any_text_is_read_back_by_our_own_reader(
    template: Store, tmp_path: Path, ending: str, texts: list[str]
) -> None:
    path = tmp_path / f"a{ending}"
    path.unlink(missing_ok=True)
    written(_with_texts(template, texts), path)
    table = read_file(path, path.name).tables[0]
    column = next(n for n, name in enumerate(table.columns) if name in ("note", "备注"))
    assert [row.cells[column] for row in table.rows] == texts


def _with_texts(store: Store, texts: list[str]) -> Export:
    """An export of one plate, once for each text, with the text as its note."""
    one = exported(store)
    count = len(texts)

    def repeated(column: Column) -> Column:
        if column.key == "note":
            return dataclasses.replace(column, stored=texts, shown=texts)
        kind = column.kind if column.kind is not FieldKind.DATE else FieldKind.TEXT
        return dataclasses.replace(
            column, kind=kind, stored=list(column.stored) * count, shown=list(column.shown) * count
        )

    return dataclasses.replace(
        one,
        columns=tuple(repeated(column) for column in one.columns),
        shapes=numpy.repeat(one.shapes, count),
        labels=list(one.labels) * count,
    )
