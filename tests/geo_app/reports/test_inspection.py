"""The inspection report: what stands in it, in three formats, from a real store."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pymupdf
import pytest
from PIL import Image

from gazetteer.errors import NotFound, Refused
from geo_app.documents.model import Document, Facts, Figure, Heading, Table
from geo_app.documents.office import NO_OFFICE
from geo_app.reports import RENDERERS, inspection, render_report, write_report
from geo_app.reports.inspection import build
from geo_app.reports.report import Request, chinese_day, day_of_last_event
from geo_app.services.county import County
from layers.boundaries.overview import find_line, list_lines, overview
from layers.positions import degrees_minutes_seconds
from layers.store import Decision, Edit, EditAct, Scope
from tests.geo_app.documents.example import HOSTILE, docx_text, html_text, pdf_pages, squeezed

ALL = Scope.everything()
DAY = date(2026, 11, 20)
READERS = {".docx": docx_text, ".pdf": lambda data: "\n".join(pdf_pages(data)), ".html": html_text}


def first_line(county: County) -> str:
    return list_lines(county.store, ALL)[0][1]


def document(county: County, **asked: object) -> Document:
    made, _ = build(county.store, county.profile, Request(line=first_line(county), **asked), NO_OFFICE)  # type: ignore[arg-type]  # what a test asks
    return made


def every_format(county: County, **asked: object) -> dict[str, bytes]:
    """The report drawn once and written in every format, by suffix."""
    request = Request(**{"line": first_line(county), "dated": DAY, **asked})  # type: ignore[arg-type]  # what a test asks
    made, _ = build(county.store, county.profile, request, NO_OFFICE)
    return {suffix: renderer(made) for suffix, renderer in RENDERERS.items()}


@pytest.fixture
def undrawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests of words: the figures, which take a second each, are left out."""
    monkeypatch.setattr(inspection, "figures", lambda subject: [])


@pytest.fixture(scope="module")
def papers(county: County) -> dict[str, bytes]:
    """The first line's report in every format."""
    return every_format(county)


def change(county: County, layer: str, object_id: str, **values: object) -> None:
    old = county.store.get(layer, object_id, ALL)
    edit = Edit(layer=layer, act=EditAct.CORRECT, object_id=object_id, values=values, base_version=old.version)  # type: ignore[arg-type]  # declared values
    decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
    county.store.load([edit], decision=decision, title="改", reason="测试")


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_every_format_names_the_line_both_sides_and_every_marker_with_its_place(
    county: County, papers: dict[str, bytes], suffix: str
) -> None:
    shown = squeezed(READERS[suffix](papers[suffix]))
    line = find_line(county.store, ALL, first_line(county))
    seen = overview(county.store, ALL, line)
    for key in ("name", "line_code", "side_a_name", "side_b_name", "side_a_code", "side_b_code"):
        assert squeezed(str(line.values[key])) in shown
    for marker in seen.markers:
        assert marker.number in shown
        assert marker.point is not None
        assert degrees_minutes_seconds(marker.point.y, "lat").removeprefix("北纬") in shown
        for one in seen.references[marker.record.id]:
            assert squeezed(f"{one.values['name']}") in shown
            assert f"{one.values['distance_m']:.2f}" in shown
    assert f"{seen.computed_length_m / 1000:.3f}km" in shown
    assert "2026年11月20日" in shown
    assert "盖章处" in shown
    assert "演示生成" in shown


@pytest.mark.usefixtures("undrawn")
def test_the_two_lengths_stand_apart_and_a_missing_one_is_said_not_filled(county: County) -> None:
    table = next(p for p in document(county).parts if isinstance(p, Table) and "长度" in p.caption)
    (agreed, agreed_value, _), (computed, computed_value, method), (_, difference, _) = table.rows
    assert (agreed, computed) == ("协议长度", "计算长度")
    assert agreed_value == "未登记"
    assert computed_value.endswith(" km")
    assert "GRS80" in method
    assert "不能比较" in difference


@pytest.mark.usefixtures("undrawn")
def test_a_registered_length_is_compared_and_neither_is_changed(tiny_county: County) -> None:
    line = find_line(tiny_county.store, ALL, first_line(tiny_county))
    computed = overview(tiny_county.store, ALL, line).computed_length_m
    change(tiny_county, "boundary_line", line.id, agreement_length_m=computed * 1.1)
    made = document(tiny_county)
    table = next(p for p in made.parts if isinstance(p, Table) and "长度" in p.caption)
    assert table.rows[0][1] == f"{computed * 1.1 / 1000:.3f} km"
    assert table.rows[1][1] == f"{computed / 1000:.3f} km"
    assert "-9.09%" in table.rows[2][1]
    problems = next(p for p in made.parts if isinstance(p, Table) and "检查发现" in p.caption)
    assert any("相差 9.1%" in row[2] for row in problems.rows)


@pytest.mark.usefixtures("undrawn")
def test_findings_of_the_checks_stand_in_the_paper_with_clause_and_remedy_worst_first(tiny_county: County) -> None:
    line = find_line(tiny_county.store, ALL, first_line(tiny_county))
    marker = overview(tiny_county.store, ALL, line).markers[0].record
    change(tiny_county, "boundary_marker", marker.id, condition="lost")
    made, findings = build(tiny_county.store, tiny_county.profile, Request(line=line.id), NO_OFFICE)
    problems = next(p for p in made.parts if isinstance(p, Table) and "检查发现" in p.caption)
    assert {row[2] for row in problems.rows} == {finding.message for finding in findings}
    assert problems.rows[0][1] == "▲错误"
    assert all(row[4] for row in problems.rows)
    lost = next(row for row in problems.rows if "丢失" in row[2])
    assert "民政部令第36号" in lost[3]


def test_headings_run_from_one_to_seven_and_annexes_follow(county: County) -> None:
    titles = [part.text for part in document(county).parts if isinstance(part, Heading) and part.level == 1]
    assert [title[0] for title in titles[:7]] == list("一二三四五六七")
    assert [title[:3] for title in titles[7:]] == ["附件1", "附件2", "附件3"]


def test_tables_and_figures_are_numbered_in_the_order_they_stand(county: County) -> None:
    parts = document(county).parts
    tables = [part.caption for part in parts if isinstance(part, Table)]
    drawn = [part.caption for part in parts if isinstance(part, Figure)]
    assert [caption.split("　")[0] for caption in tables] == [f"表{n}" for n in range(1, len(tables) + 1)]
    assert [caption.split("　")[0] for caption in drawn] == [f"图{n}" for n in range(1, len(drawn) + 1)]
    assert len(drawn) >= 3


def test_figures_have_ink_in_every_quarter_and_the_same_bytes_again(county: County) -> None:
    first, second = ([part.png for part in document(county).parts if isinstance(part, Figure)] for _ in range(2))
    assert first == second
    for png in first:
        picture = Image.open(io.BytesIO(png)).convert("L")
        assert picture.width >= 1200
        assert picture.info.get("Software") is None
        dark = picture.point(lambda level: 255 * (level < 128)).getbbox()
        assert dark is not None
        assert dark[2] - dark[0] > picture.width * 0.9


@pytest.mark.usefixtures("undrawn")
def test_the_date_is_that_of_the_last_event_unless_one_is_given(county: County) -> None:
    assert document(county).dated == chinese_day(day_of_last_event(county.store))
    assert document(county, dated=DAY).dated == "2026年11月20日"


@pytest.mark.usefixtures("undrawn")
def test_round_and_year_stand_on_the_cover_or_are_left_to_fill_in(county: County) -> None:
    cover = dict(document(county, round=5, year=2025).cover)
    assert cover["检查轮次"] == "第五轮"
    assert cover["检查年度"] == "2025 年"
    assert dict(document(county, dated=DAY).cover)["检查年度"] == "2026 年"
    assert dict(document(county).cover)["检查轮次"].strip() == "第　　　轮"
    assert dict(document(county, round=12).cover)["检查轮次"] == "第 12 轮"


@pytest.mark.usefixtures("undrawn")
def test_the_report_can_be_printed_as_believed_then(tiny_county: County) -> None:
    line = find_line(tiny_county.store, ALL, first_line(tiny_county))
    before = datetime.now(UTC)
    change(tiny_county, "boundary_line", line.id, start_description="改正后的起点")
    facts = [dict(p.rows) for asked in ({}, {"recorded_at": before})
             for p in document(tiny_county, **asked).parts if isinstance(p, Facts)]  # fmt: skip
    assert facts[0]["起点"] == "改正后的起点"
    assert facts[1]["起点"] != "改正后的起点"
    assert "当时所报" in facts[1]


def test_hostile_names_are_literal_in_all_three(tiny_county: County) -> None:
    line = find_line(tiny_county.store, ALL, first_line(tiny_county))
    seen = overview(tiny_county.store, ALL, line)
    change(tiny_county, "boundary_line", line.id, start_description=" ".join(HOSTILE), name=HOSTILE[0] + HOSTILE[2])
    change(tiny_county, "boundary_marker", seen.markers[0].record.id, number_text="{{7*7}}#[x]$y\\u{41}")
    reference = seen.references[seen.markers[1].record.id][0]
    change(tiny_county, "marker_reference", reference.id, name="{% 树 %}<b>$2^2$𠮷")
    for suffix, data in every_format(tiny_county, line=line.id).items():
        shown = squeezed(READERS[suffix](data))
        for text in (*HOSTILE, HOSTILE[0] + HOSTILE[2], "{{7*7}}#[x]$y\\u{41}", "{% 树 %}<b>$2^2$𠮷"):
            assert squeezed(text) in shown, (suffix, text)


def test_a_line_outside_the_readers_divisions_is_not_found(county: County) -> None:
    elsewhere = Scope.of(county.profile.seat_township)
    with pytest.raises(NotFound):
        document(county, scope=elsewhere)


@pytest.mark.parametrize(
    ("name", "suffix", "offered"),
    [
        ("inspection", ".odt", ".docx、.pdf、.html"),
        ("inspection", "", ".docx、.pdf、.html"),
        ("nothing", ".pdf", "inspection"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(county: County, name: str, suffix: str, offered: str) -> None:
    with pytest.raises(Refused) as refused:
        render_report(county.store, county.profile, name, Request(line=first_line(county)), suffix)
    assert offered in refused.value.findings[0].remedy


def test_a_line_without_shape_or_markers_still_gives_a_paper(tiny_county: County) -> None:
    old = find_line(tiny_county.store, ALL, first_line(tiny_county))
    bare = Edit(
        layer="boundary_line",
        act=EditAct.CREATE,
        object_id="00000000-0000-4000-8000-000000000001",
        division=old.division,
        values={**{k: v for k, v in old.values.items() if v is not None}, "line_code": "空线", "name": "没有图形的线"},
    )
    decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
    tiny_county.store.load([bare], decision=decision, title="空", reason="测试")
    for suffix, data in every_format(tiny_county, line="空线").items():
        shown = squeezed(READERS[suffix](data))
        assert "没有图形" in shown
        assert "没有登记界桩" in shown


@pytest.mark.usefixtures("undrawn")
def test_real_data_bears_no_mark(tiny_county: County) -> None:
    """A county whose line and markers are not generated: no page speaks of a demonstration."""
    line = find_line(tiny_county.store, ALL, first_line(tiny_county))
    seen = overview(tiny_county.store, ALL, line)
    decision = Decision(basis="console", decided_by="tests", decided_at=datetime.now(UTC))
    edits = [
        Edit(layer=one.layer, act=EditAct.CORRECT, object_id=one.id, values={"note": "实测"}, generated=False,
             base_version=one.version)
        for one in (line, *(m.record for m in seen.markers))
    ]  # fmt: skip
    tiny_county.store.load(edits, decision=decision, title="实测", reason="测试")
    made = document(tiny_county)
    assert made.mark == ""
    assert not overview(tiny_county.store, ALL, find_line(tiny_county.store, ALL, line.id)).generated


ONCE_MORE = """
import hashlib, json, sys
from pathlib import Path
from tests.county import opened
from tests.geo_app.reports.test_inspection import every_format
with opened(Path(sys.argv[1])) as county:
    print(json.dumps({suffix: hashlib.sha256(data).hexdigest() for suffix, data in every_format(county).items()}))
"""


def test_another_process_on_another_day_writes_the_same_bytes(county: County, papers: dict[str, bytes]) -> None:
    here = {suffix: hashlib.sha256(data).hexdigest() for suffix, data in papers.items()}
    root = Path(__file__).parents[3]
    environment = {**os.environ, "PYTHONHASHSEED": "11", "TZ": "Pacific/Auckland", "PYTHONPATH": str(root)}
    done = subprocess.run(
        [sys.executable, "-c", ONCE_MORE, str(county.settings.data_dir)],
        cwd=root, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout.splitlines()[-1]) == here


@pytest.mark.usefixtures("undrawn")
def test_the_seal_told_is_that_of_the_file(county: County, tmp_path: Path) -> None:
    target = tmp_path / "报告.html"
    seal, findings = write_report(county.store, county.profile, "inspection", Request(line=first_line(county)), target)
    assert hashlib.sha256(target.read_bytes()).hexdigest() == seal
    assert {finding.rule for finding in findings} >= {"boundary.papers"}


def test_word_opens_it_and_pictures_stand_in_it(papers: dict[str, bytes]) -> None:
    file = docx.Document(io.BytesIO(papers[".docx"]))
    assert len(file.inline_shapes) >= 3
    assert all(shape.width.mm <= 156.1 for shape in file.inline_shapes)
    assert file.core_properties.title == "行政区域界线联合检查报告"
    assert file.core_properties.author == ""


def test_every_pdf_page_but_the_cover_says_from_which_data_it_was_printed(
    county: County, papers: dict[str, bytes]
) -> None:
    sequence, head = county.store.head()
    with pymupdf.open(stream=papers[".pdf"], filetype="pdf") as file:
        for page in list(file)[1:]:
            top = page.get_text(clip=(0, 0, 595, 100))
            assert f"第 {sequence} 号事件" in top
            assert head[:12] in top
            assert "演示生成" in top
