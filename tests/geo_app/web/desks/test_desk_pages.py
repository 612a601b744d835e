"""The desks' pages: they open, lead on, name no file that is not there, and show any text as text."""

from __future__ import annotations

import re

import pytest

from layers.catalog import LAYERS
from layers.store import Query, Scope
from tests.geo_app.services.desks import CLERK, COUNTY_CLERK, HOSTILE, REVIEWER, STRANGER, some
from tests.geo_app.web.desks.office import Office, fields_of, page_of

ONE_OF_EACH = [layer for layer in LAYERS if layer.key != "neighbouring_county"]


def first_of(office: Office, layer: str) -> str:
    return str(office.county.store.read(layer, Scope.everything(), Query(geometry=False, limit=1)).iloc[0]["id"])


@pytest.mark.parametrize("layer", ONE_OF_EACH, ids=lambda layer: layer.key)
def test_list_record_and_form_of_every_layer_open(seen_office: Office, layer) -> None:
    listed = seen_office.get(COUNTY_CLERK, f"/{layer.desk}/{layer.key}")
    assert listed.status_code == 200
    address = re.search(r'data-href="([^"]+)"', listed.text)
    assert address is not None
    record = seen_office.get(COUNTY_CLERK, address[1])
    assert record.mimetype == "text/html"
    assert "历史" in record.text
    form = seen_office.get(COUNTY_CLERK, address[1] + "/edit")
    assert set(fields_of(form)) >= {f"v.{key}" for key in layer.keys}
    assert "没有成功" not in seen_office.get(COUNTY_CLERK, f"/{layer.desk}/{layer.key}/new").text


def test_no_page_of_a_desk_names_a_file_that_is_not_there(seen_office: Office) -> None:
    plate, line = first_of(seen_office, "door_plate"), first_of(seen_office, "boundary_line")
    pages = ["/desk", "/plates", "/plates/door_plate", "/changes", "/changes?tab=published"]
    pages += [
        f"/plates/door_plate/{plate}",
        f"/plates/door_plate/{plate}/edit",
        f"/boundaries/boundary_line/{line}/edit",
    ]
    named: set[str] = set()
    for address in pages:
        for tag, attributes in page_of(seen_office.get(REVIEWER, address)).tags:
            if tag in ("script", "link", "img"):
                named.add(attributes.get("src") or attributes.get("href", ""))
    modules = {address for address in named if "/js/desk/" in address}
    for module in modules:
        text = seen_office.get(REVIEWER, module).text
        named |= {
            f"/static/js/desk/{found}"
            for found in re.findall(r'from "\./([\w.]+)"|import "\./([\w.]+)"', text)
            for found in found
            if found
        }
    gone = [address for address in named if seen_office.get(REVIEWER, address).status_code != 200]
    assert gone == []
    assert len(modules) >= 5


def test_pages_hold_no_script_or_style_of_their_own(seen_office: Office) -> None:
    plate = first_of(seen_office, "door_plate")
    for address in ("/desk", "/plates/door_plate", f"/plates/door_plate/{plate}", f"/plates/door_plate/{plate}/edit"):
        for tag, attributes in page_of(seen_office.get(REVIEWER, address)).tags:
            assert not [key for key in attributes if key.startswith("on") or key == "style"], (address, tag)
            assert tag != "style"
            assert tag != "script" or attributes.get("src")


@pytest.mark.parametrize("number", range(len(HOSTILE)), ids=HOSTILE)
def test_a_name_is_text_on_every_page(seen_office: Office, number: int) -> None:
    name, place = HOSTILE[number], seen_office.hostile[number]
    pages = [f"/names/place?columns=label,note&q={code_of(seen_office, place)}", f"/names/place/{place}"]
    for address in pages:
        page = page_of(seen_office.get(CLERK, address))
        assert any(name in words for words in page.words), address
        assert not [tag for tag, attributes in page.tags if tag == "script" and not attributes.get("src")]
    assert fields_of(seen_office.get(CLERK, f"/names/place/{place}/edit"))["v.label"] == name


def code_of(office: Office, place: str) -> str:
    return str(office.county.store.get("place", place, Scope.everything()).values["place_code"])


def test_a_template_in_a_name_is_not_filled_in(seen_office: Office) -> None:
    for address in ("/names/place?size=200", f"/names/place/{seen_office.hostile[0]}", "/changes?tab=published"):
        text = seen_office.get(REVIEWER, address).text
        assert "{{7*7}}" in text
        assert not re.search(r">\s*49\s*<", text)


def test_lists_say_how_many_and_lead_to_the_next_page(seen_office: Office) -> None:
    answer = seen_office.get(COUNTY_CLERK, "/plates/door_plate?size=25&kind=small")
    total = seen_office.get(COUNTY_CLERK, "/plates/door_plate.json?size=25&kind=small").json["total"]
    assert f"{total}" in answer.text.replace("\u2009", "")
    following = next(a["href"] for tag, a in page_of(answer).tags if tag == "a" and a.get("rel") == "next")
    assert {"size=25", "kind=small", "page=2"} <= set(following.split("?")[1].split("&"))


def test_an_empty_list_says_what_to_do(seen_office: Office) -> None:
    assert "清除筛选" in seen_office.get(CLERK, "/plates/door_plate?q=没有这样的").text
    assert "看现在的记录" in seen_office.get(CLERK, "/plates/door_plate?recorded_at=2001-01-01").text


def test_json_stands_beside_the_page_and_is_asked_for_again_cheaply(seen_office: Office) -> None:
    answer = seen_office.get(CLERK, "/plates/door_plate", Accept="application/json")
    assert answer.json["total"] > 0
    again = seen_office.get(
        CLERK, "/plates/door_plate", Accept="application/json", If_None_Match=answer.headers["ETag"]
    )
    assert again.status_code == 304
    other = seen_office.get(STRANGER, "/plates/door_plate", Accept="application/json")
    assert other.headers["ETag"] != answer.headers["ETag"]


def test_a_records_tag_is_strong_and_names_its_version(seen_office: Office) -> None:
    plate = some(seen_office.county, "door_plate")
    answer = seen_office.get(CLERK, f"/plates/door_plate/{plate.id}.json")
    assert answer.headers["ETag"] == f'"{plate.id}-{plate.version}"'
    assert answer.json["geometry"]["coordinates"] == [plate.geometry.x, plate.geometry.y]


def test_another_townships_clerk_finds_no_page(seen_office: Office) -> None:
    plate = some(seen_office.county, "door_plate")
    for ending in ("", ".json", "/edit"):
        assert seen_office.get(STRANGER, f"/plates/door_plate/{plate.id}{ending}").status_code == 404
    around = seen_office.get(STRANGER, f"/plates/door_plate/surroundings.json?id={plate.id}")
    assert around.status_code == 404


@pytest.mark.parametrize(
    "address", ["/names/door_plate", "/plates/nothing", "/plates/door_plate/none", "/changes/none"]
)
def test_what_is_not_there_is_said_in_words(seen_office: Office, address: str) -> None:
    answer = seen_office.get(REVIEWER, address)
    assert answer.status_code == 404
    words = " ".join(page_of(answer).words)
    assert "没有" in words
    assert "重新" in words  # and where to go on


def test_the_small_map_gets_the_record_and_what_lies_around_it(seen_office: Office) -> None:
    plate = some(seen_office.county, "door_plate")
    found = seen_office.get(CLERK, f"/plates/door_plate/surroundings.json?id={plate.id}").json
    assert found["paths"] == [[round(plate.geometry.y, 8), round(plate.geometry.x, 8)]]
    assert found["areas"]
    assert plate.id not in [neighbour[0] for neighbour in found["neighbours"]]


def test_a_time_that_cannot_be_read_is_refused_in_words(seen_office: Office) -> None:
    plate = some(seen_office.county, "door_plate")
    answer = seen_office.get(CLERK, f"/plates/door_plate/{plate.id}?as_of=昨天")
    assert answer.status_code == 422
    assert "2026-11-23" in answer.text


def test_the_start_page_counts_what_waits(office: Office) -> None:
    def numbers(person) -> list[str]:
        return re.findall(r"<b>(\d+)</b>", office.get(person, "/desk").text)

    assert numbers(CLERK) == ["0", "0", "0"]
    plate = some(office.county, "door_plate")
    form = fields_of(office.get(CLERK, f"/plates/door_plate/{plate.id}/edit"))
    form |= {"v.note": "x", "reason": "核对", "document": "记录"}
    change = (
        office.post(CLERK, f"/plates/door_plate/{plate.id}/edit", form).headers["Location"].split("/")[-1].split("?")[0]
    )
    assert numbers(CLERK) == ["0", "1", "0"]
    office.post(CLERK, f"/changes/{change}/submit", {"version": "1"})
    assert numbers(CLERK) == ["0", "0", "1"]
    assert numbers(REVIEWER) == ["1", "0", "0"]
    office.post(REVIEWER, f"/changes/{change}/return", {"version": "2", "reason": "请补充"})
    assert numbers(CLERK) == ["1", "0", "0"]
    assert "请补充" in office.get(CLERK, "/desk").text
