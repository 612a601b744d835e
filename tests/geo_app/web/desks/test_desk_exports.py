"""Downloads from a desk's list: the menu, the file's name, its rows, what it cannot hold, and who gets none."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote, urlsplit

import openpyxl
import pytest

from geo_app.services.exports import download_name, formats_for
from layers.catalog import layer
from tests.geo_app.services.desks import CLERK, STRANGER, TOWNSHIP
from tests.geo_app.web.desks.office import Office, page_of

LIST = "/plates/door_plate"


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_menu_leads_to_the_list_as_it_is(seen_office: Office) -> None:
    page = page_of(seen_office.get(CLERK, f"{LIST}?kind=small&sort=-plate_code&page=2&size=25"))
    links = [a["href"] for tag, a in page.tags if tag == "a" and "/export?" in a.get("href", "")]
    assert len(links) == len(formats_for(layer("door_plate")))
    assert all({"kind=small", "sort=-plate_code"} <= set(urlsplit(link).query.split("&")) for link in links)
    assert not any("page=" in link or "size=" in link for link in links)
    answer = seen_office.get(CLERK, next(link for link in links if "format=csv" in link), Accept="application/json")
    codes = [row["门牌编码"] for row in rows(answer.text)]
    assert codes == sorted(codes, reverse=True)
    assert len(codes) > 25


def test_the_file_has_a_chinese_name_and_a_plain_one(seen_office: Office) -> None:
    answer = seen_office.get(CLERK, f"{LIST}/export?format=xlsx")
    said = answer.headers["Content-Disposition"]
    assert f"filename*=UTF-8''{quote(download_name(layer('door_plate'), 'xlsx'))}" in said
    assert 'attachment; filename="door_plate-' in said
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.mimetype.endswith("spreadsheetml.sheet")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert book.sheetnames == ["门楼牌", "说明"]


@pytest.mark.parametrize("ending", [one.ending[1:] for one in formats_for(layer("street"))])
def test_every_format_comes_down(seen_office: Office, ending: str) -> None:
    answer = seen_office.get(CLERK, f"/plates/street/export?format={ending}&anyway=1")
    assert answer.status_code == 200
    assert len(answer.data) > 100
    assert f".{ending}" in answer.headers["Content-Disposition"]


def test_names_that_break_things_come_down_as_they_are(seen_office: Office) -> None:
    answer = seen_office.get(CLERK, "/names/place/export?format=csv&anyway=1&columns=label,note,origin")
    labels = {row["名称"] for row in rows(answer.text)}
    stored = {seen_office.county.store.get("place", i, CLERK.scope).values["label"] for i in seen_office.hostile}
    assert stored <= labels


def test_what_a_format_cannot_carry_is_said_before(seen_office: Office) -> None:
    answer = seen_office.get(CLERK, "/names/place/export?format=csv&columns=label")
    assert answer.mimetype == "text/html"
    assert "会被当作公式" in answer.text
    links = [a["href"] for tag, a in page_of(answer).tags if tag == "a"]
    onward = next(link for link in links if "anyway=1" in link)
    assert seen_office.get(CLERK, onward).mimetype == "text/csv"


def test_a_clerk_of_another_township_gets_their_own(seen_office: Office) -> None:
    answer = seen_office.get(STRANGER, f"{LIST}/export?format=csv&division={TOWNSHIP}")
    assert answer.status_code == 200
    assert rows(answer.text) == []


def test_visitors_and_wrong_formats(seen_office: Office) -> None:
    assert seen_office.get(None, f"{LIST}/export?format=csv").status_code == 302
    answer = seen_office.get(CLERK, f"{LIST}/export?format=shp", Accept="application/json")
    assert answer.status_code == 422
    assert answer.json["findings"][0]["rule"] == "export.format"
    assert seen_office.get(CLERK, "/plates/place/export?format=csv").status_code == 404
