"""A list as an address asks for it: filters, order, columns, page; what cannot be read is said, never an error."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from geo_app.accounts.permissions import Person, Role
from geo_app.services.county import County
from geo_app.services.listing import ListedPage, Listing, list_records, query_of, read_listing
from geo_app.services.reviewing import move
from layers.catalog import layer as layer_of
from layers.store import Scope
from tests.geo_app.services.desks import CLERK, COUNTY_CLERK, HOSTILE, OTHER_TOWNSHIP, REVIEWER, TOWNSHIP, drafted, some

PLATES = layer_of("door_plate")


def listing(**arguments: str | list[str]) -> Listing:
    return read_listing(PLATES, {k: [v] if isinstance(v, str) else v for k, v in arguments.items()})


def shown(county: County, person: Person = COUNTY_CLERK, **arguments: str | list[str]) -> ListedPage:
    return list_records(county, person, listing(**arguments))


def test_without_arguments_it_is_everything_in_the_order_of_codes(read_county: County) -> None:
    page = shown(read_county)
    codes = [str(row.record.values["plate_code"]) for row in page.rows]
    assert page.total == read_county.store.count("door_plate", Scope.everything())
    assert len(codes) == 50
    assert codes == sorted(codes)


def test_pages_follow_each_other_and_end(read_county: County) -> None:
    first, second = shown(read_county, size="200"), shown(read_county, size="200", page="2")
    ids = [row.record.id for row in (*first.rows, *second.rows)]
    assert len(set(ids)) == 400
    assert shown(read_county, size="200", page="99").page == first.pages


def test_a_clerk_lists_their_township_and_nothing_else(read_county: County) -> None:
    page = shown(read_county, CLERK, size="200")
    assert {row.record.division[:9] for row in page.rows} == {TOWNSHIP}
    assert shown(read_county, CLERK, division=OTHER_TOWNSHIP).total == 0
    nobody = Person("nobody", "无", Role.COUNTY_CLERK)
    assert shown(read_county, nobody).total == 0


def test_filters_narrow_and_add_up(read_county: County) -> None:
    large = shown(read_county, kind="large").total
    small = shown(read_county, kind="small").total
    assert large + small == shown(read_county, kind=["large", "small"]).total
    assert shown(read_county, kind="large", division=TOWNSHIP).total <= large
    bounded = shown(read_county, **{"installed_on.from": "2019-01-01", "installed_on.to": "2019-12-31"})
    assert {row.record.values["installed_on"].year for row in bounded.rows} == {2019}  # type: ignore[union-attr]  # a day


def test_text_is_looked_for_as_it_is_written(read_county: County) -> None:
    assert shown(read_county, q="光明路").total > 0
    for pattern in ("%", "_", "光%路", *HOSTILE):
        assert shown(read_county, q=pattern).total == 0


@pytest.mark.parametrize(
    ("arguments", "value"),
    [
        ({"kind": "没有"}, "没有"),
        ({"installed_on.from": "春天"}, "春天"),
        ({"as_of": "2026-13-01"}, "2026-13-01"),
        ({"recorded_at": "刚才"}, "刚才"),
        ({"accuracy_m": "很准"}, "很准"),
    ],
)
def test_an_argument_that_cannot_be_read_is_named_and_left_out(arguments: dict[str, str], value: str) -> None:
    found = listing(**arguments)
    assert [finding.value for finding in found.findings] == [value]
    assert found.where == ()
    assert found.as_of is found.recorded_at is None


@pytest.mark.parametrize("nonsense", ["-1", "0", "x", "9" * 30, "1.5"])
def test_nonsense_in_page_and_size_does_no_harm(read_county: County, nonsense: str) -> None:
    assert shown(read_county, page=nonsense, size=nonsense).rows


def test_unknown_columns_and_orders_are_ignored() -> None:
    found = listing(sort="password; --", columns="nothing,plate_code")
    assert found.sort == "plate_code"
    assert found.columns == ("plate_code",)
    assert listing(sort="-installed_on").sort == "-installed_on"


def test_columns_can_be_chosen_and_references_get_names(read_county: County) -> None:
    page = shown(read_county, columns=["street", "number_text"], kind="large")
    labels = set(page.labels["street"].values())
    assert any(label.endswith(("路", "街")) for label in labels)


def test_the_query_of_an_export_is_the_lists_own_without_its_page() -> None:
    query = query_of(listing(kind="large", q="路", page="3", size="25", sort="-number_text"))
    assert (query.limit, query.offset, query.search, query.order_by) == (None, 0, "路", ("-number_text",))
    assert len(query.where) == 1


def test_amounts_that_add_up_are_totalled_over_the_whole_list(read_county: County) -> None:
    homes = layer_of("nursing_home")
    page = list_records(read_county, COUNTY_CLERK, read_listing(homes, {"columns": ["name,beds"]}))
    assert page.totals == {"beds": sum(row.record.values["beds"] or 0 for row in page.rows)}  # type: ignore[misc]  # numbers
    divisions = read_listing(layer_of("division"), {"columns": ["name,population"]})
    assert list_records(read_county, COUNTY_CLERK, divisions).totals == {}
    assert shown(read_county).totals == {}


def test_two_times_can_be_asked_for(tiny_county: County) -> None:
    before = datetime.now(UTC)
    plate = some(tiny_county, "door_plate")
    change = drafted(tiny_county, CLERK, plate, {"number_text": "甲1号"})
    for deed, person in (("submit", CLERK), ("approve", REVIEWER), ("publish", REVIEWER)):
        change = move(tiny_county, person, change.id, deed, {"version": str(change.version)})
    code = str(plate.values["plate_code"])
    now = shown(tiny_county, plate_code=code)
    then = shown(tiny_county, plate_code=code, recorded_at=before.isoformat())
    assert [row.record.values["number_text"] for row in now.rows] == ["甲1号"]
    assert [row.record.values["number_text"] for row in then.rows] == [plate.values["number_text"]]
    assert listing(recorded_at="2026-11-23").recorded_at is not None
    assert listing(as_of="2026-11-23").as_of == date(2026, 11, 23)
