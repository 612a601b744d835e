"""The pages of reports: who may make one, of which lines, in which formats, and that it is written down."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, unquote

import docx
import pytest

from geo_app.accounts.permissions import Role
from geo_app.factory import create_app
from geo_app.reports import inspection
from geo_app.services.county import County
from geo_app.web.security import limiter
from layers.boundaries.overview import list_lines
from layers.store import Scope
from tests.county import copied
from tests.geo_app.documents.example import docx_text
from tests.geo_app.web.sitting import Sitting

ALL = Scope.everything()


@pytest.fixture(scope="module")
def county(tiny_county_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[County]:
    with copied(tiny_county_folder, tmp_path_factory.mktemp("report-pages") / "county") as opened:
        yield opened


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No figures, which take a second each, and no limits."""
    monkeypatch.setattr(inspection, "figures", lambda subject: [])
    limiter.enabled = False
    yield
    limiter.enabled = True


@pytest.fixture
def inspector(county: County, request: pytest.FixtureRequest) -> Sitting:
    return someone(county, Role.INSPECTOR, request)


def someone(county: County, role: Role, request: pytest.FixtureRequest, division: str = "") -> Sitting:
    name = f"p{abs(hash((request.node.nodeid, role))) % 10**9}"
    return Sitting(create_app(county)).come_in(county, name, role, division)


def file_of(line: str, ending: str, **more: str) -> str:
    return f"/reports/inspection/file?line={quote(line)}&ending={ending}" + "".join(
        f"&{k}={quote(v)}" for k, v in more.items()
    )


def test_an_inspector_sees_the_lines_and_opens_the_form(county: County, inspector: Sitting) -> None:
    page = inspector.get("/reports").get_data(as_text=True)
    for id_, code, name, *_ in list_lines(county.store, ALL):
        assert name in page
        assert code in page
        form = inspector.get(f"/reports/inspection?line={id_}").get_data(as_text=True)
        assert name in form
        assert all(f'value="{ending}"' in form for ending in ("docx", "pdf", "html"))


def test_the_record_page_of_a_line_leads_to_its_report(county: County, inspector: Sitting) -> None:
    id_, *_ = list_lines(county.store, ALL)[0]
    page = inspector.get(f"/boundaries/boundary_line/{id_}").get_data(as_text=True)
    assert f"/reports/inspection?line={id_}" in page.replace("&amp;", "&")


@pytest.mark.parametrize(
    ("ending", "kind", "starts"),
    [
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK"),
        ("pdf", "application/pdf", b"%PDF-1.7"),
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
    ],
)
def test_each_format_comes_as_a_file_to_keep(
    county: County, inspector: Sitting, ending: str, kind: str, starts: bytes
) -> None:
    id_, _, name, *_ = list_lines(county.store, ALL)[0]
    answer = inspector.client.get(file_of(id_, ending, date="2026-11-20"))
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == kind
    assert answer.data.startswith(starts)
    disposition = unquote(answer.headers["Content-Disposition"])
    assert disposition.startswith("attachment")
    assert f"{name}联合检查报告（2026年11月20日）.{ending}" in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert inspector.client.get(file_of(id_, ending, date="2026-11-20")).data == answer.data


def test_what_was_asked_stands_on_the_cover(county: County, inspector: Sitting) -> None:
    id_, *_ = list_lines(county.store, ALL)[0]
    answer = inspector.client.get(file_of(id_, "docx", date="2025-03-04", year="2025", round="5"))
    assert docx.Document(io.BytesIO(answer.data)).core_properties.title == inspection.TITLE
    shown = docx_text(answer.data)
    assert "2025年3月4日" in shown
    assert "第五轮" in shown


def test_making_one_is_written_in_the_log(county: County, inspector: Sitting) -> None:
    id_, code, *_ = list_lines(county.store, ALL)[0]
    inspector.get(file_of(id_, "html"))
    entry = next(line for line in county.accounts.access_log.entries(limit=5) if line["kind"] == "report")
    assert entry["detail"]["line"] == code
    assert entry["detail"]["format"] == "html"
    assert len(entry["detail"]["sha256"]) == 64


@pytest.mark.parametrize(
    ("query", "status", "word"),
    [
        ("line=nothing", 404, "没有找到界线"),
        ("line=", 404, "没有找到界线"),
        ("line={id}&date=31.12.2026", 422, "不是可用的日期"),
        ("line={id}&year=12", 422, "检查年度"),
        ("line={id}&round=0", 422, "检查轮次"),
        ("line={id}&round=五", 422, "检查轮次"),
        ("line={id}&year=99999999999999999999", 422, "检查年度"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_made(
    county: County, inspector: Sitting, query: str, status: int, word: str
) -> None:
    id_, *_ = list_lines(county.store, ALL)[0]
    for path in ("/reports/inspection?", "/reports/inspection/file?ending=html&"):
        answer = inspector.get(path + query.replace("{id}", id_))
        assert answer.status_code == status
        assert word in answer.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/reports/inspection/file?line={id}&ending=odt", "/reports/other/file?line={id}&ending=pdf",
                                  "/reports/inspection/file?line={id}"])  # fmt: skip
def test_an_unknown_report_or_format_is_not_found(county: County, inspector: Sitting, path: str) -> None:
    id_, *_ = list_lines(county.store, ALL)[0]
    assert inspector.get(path.replace("{id}", id_)).status_code == 404


def test_a_clerk_of_a_township_finds_no_line(county: County, request: pytest.FixtureRequest) -> None:
    id_, code, name, *_ = list_lines(county.store, ALL)[0]
    clerk = someone(county, Role.TOWNSHIP_CLERK, request, county.profile.seat_township)
    assert name not in clerk.get("/reports").get_data(as_text=True)
    for wanted in (id_, code, name):
        for path in (f"/reports/inspection?line={quote(wanted)}", file_of(wanted, "html")):
            answer = clerk.get(path)
            assert answer.status_code == 404
            assert name not in answer.get_data(as_text=True).replace(f"“{wanted}”", "")


@pytest.mark.parametrize("role", [Role.ADMIN, Role.AUDITOR])
def test_who_makes_no_reports_is_refused(county: County, request: pytest.FixtureRequest, role: Role) -> None:
    id_, *_ = list_lines(county.store, ALL)[0]
    other = someone(county, role, request)
    for path in ("/reports", f"/reports/inspection?line={id_}", file_of(id_, "pdf")):
        assert other.get(path).status_code == 403
    assert "/reports" not in other.get("/desk").get_data(as_text=True)


def test_a_stranger_is_asked_to_sign_in(county: County) -> None:
    id_, *_ = list_lines(county.store, ALL)[0]
    for path in ("/reports", f"/reports/inspection?line={id_}", file_of(id_, "pdf")):
        answer = Sitting(create_app(county)).get(path)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/login?next=/reports")


def test_a_broken_template_of_the_office_is_told_in_words(tiny_county: County, request: pytest.FixtureRequest) -> None:
    id_, *_ = list_lines(tiny_county.store, ALL)[0]
    folder = tiny_county.settings.data_dir / "templates"
    folder.mkdir()
    (folder / "official.docx").write_bytes(b"no document")
    answer = someone(tiny_county, Role.INSPECTOR, request).get(file_of(id_, "docx"))
    assert answer.status_code == 422
    assert "official.docx" in answer.get_data(as_text=True)
    assert "Traceback" not in answer.get_data(as_text=True)


def test_the_record_page_of_a_line_says_what_its_report_says(county: County, inspector: Sitting) -> None:
    id_, _, name, *_ = list_lines(county.store, ALL)[0]
    page = inspector.get(f"/boundaries/boundary_line/{id_}").get_data(as_text=True)
    assert f"{name}没有登记协议书文号" in page
    assert "行政区域界线管理条例" in page
