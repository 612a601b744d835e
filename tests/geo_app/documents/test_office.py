"""What an office brings: its own templates are used, broken ones are named; its fonts come first; missing glyphs are told."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pymupdf
import pytest
from fontTools.ttLib import TTFont

from gazetteer.errors import Refused
from gazetteer.findings import Severity
from geo_app.documents import fonts
from geo_app.documents.docx import render_docx
from geo_app.documents.fonts import FANG_SONG, FREE_SONG, check_faces, check_glyphs, face, families, font_folders
from geo_app.documents.html import render_html
from geo_app.documents.model import Paragraph, texts
from geo_app.documents.office import SHIPPED, Office
from geo_app.documents.pdf import render_pdf
from tests.geo_app.documents.example import docx_text, example, pdf_pages

NOWHERE = chr(0x10FFFD)  # a private character that no font draws


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """A data directory with copies of both shipped templates in it."""
    folder = tmp_path / "templates"
    folder.mkdir()
    for name in ("official.docx", "official.typ"):
        shutil.copyfile(SHIPPED / name, folder / name)
    return Office(tmp_path)


def own(office: Office, name: str) -> Path:
    assert office.folder is not None
    return office.folder / "templates" / name


def test_an_office_without_templates_gets_the_shipped_ones(tmp_path: Path) -> None:
    assert render_docx(example(), Office(tmp_path)) == render_docx(example())
    assert render_pdf(example(), Office(tmp_path)) == render_pdf(example())


def test_what_the_office_changed_in_word_is_on_the_paper(office: Office) -> None:
    path = own(office, "official.docx")
    file = docx.Document(str(path))
    file.paragraphs[0].insert_paragraph_before("县民政局发文稿纸")
    file.styles["公文正文"].font.size = docx.shared.Pt(15)
    file.save(str(path))
    made = render_docx(example(), office)
    assert docx_text(made).startswith("县民政局发文稿纸")
    assert docx.Document(io.BytesIO(made)).styles["公文正文"].font.size.pt == 15


def test_a_token_that_word_has_cut_into_runs_is_still_replaced(office: Office) -> None:
    path = own(office, "official.docx")
    file = docx.Document(str(path))
    title = next(p for p in file.paragraphs if p.text == "〔题名〕")
    title.runs[0].text = "关于〔题"
    title.add_run("名")
    title.add_run("〕的函")
    file.save(str(path))
    assert "关于联合检查报告的函" in docx_text(render_docx(example(), office))


def test_what_the_office_changed_in_typst_is_on_the_paper(office: Office) -> None:
    path = own(office, "official.typ")
    path.write_text(path.read_text(encoding="utf-8").replace("（盖章处）", "（请在此盖章）"), encoding="utf-8")
    assert "（请在此盖章）" in pdf_pages(render_pdf(example(), office))[0]


def not_a_zip(path: Path) -> None:
    path.write_bytes(b"not a Word document")


def empty_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x", "y")


def no_style(path: Path) -> None:
    file = docx.Document(str(path))
    file.styles["公文小表格"].element.getparent().remove(file.styles["公文小表格"].element)
    file.save(str(path))


def no_place(path: Path) -> None:
    file = docx.Document(str(path))
    next(p for p in file.paragraphs if p.text == "〔正文〕").clear()
    file.save(str(path))


@pytest.mark.parametrize(
    ("spoil", "told"),
    [(not_a_zip, "不是 Word 文档"), (empty_zip, "不是 Word 文档"), (no_style, "公文小表格"), (no_place, "〔正文〕")],
)
def test_a_broken_word_template_is_named_with_what_is_wrong(
    office: Office, spoil: Callable[[Path], None], told: str
) -> None:
    spoil(own(office, "official.docx"))
    with pytest.raises(Refused) as refused:
        render_docx(example(), office)
    finding = refused.value.findings[0]
    assert finding.rule == "document.template"
    assert told in finding.message
    assert str(own(office, "official.docx")) in finding.message
    assert finding.remedy


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (b"#let x = (", "Typst"),
        (b"#unknown-thing", "unknown"),
        (b'#import "@preview/cetz:0.3.0": canvas', "联网"),
        (b"\xff\xfe\x00bad", "UTF-8"),
        (b'#read("/etc/passwd")', "Typst"),
    ],
)
def test_a_broken_typst_template_is_named_with_what_is_wrong(office: Office, source: bytes, told: str) -> None:
    own(office, "official.typ").write_bytes(source)
    with pytest.raises(Refused) as refused:
        render_pdf(example(), office)
    finding = refused.value.findings[0]
    assert finding.rule == "document.template"
    assert told in finding.message
    assert "official.typ" in finding.message


def test_html_takes_no_template_from_the_office(office: Office) -> None:
    own(office, "official.html").write_text("{{ 7*7 }}", encoding="utf-8")
    assert render_html(example(), office) == render_html(example())


# Fonts ------------------------------------------------------------------------------------------------


def test_every_character_of_an_ordinary_paper_can_be_drawn() -> None:
    assert check_glyphs(texts(example()), FANG_SONG) == []


def test_what_no_font_draws_is_told_before_it_is_dropped() -> None:
    findings = check_glyphs(texts(example(Paragraph(f"甲{NOWHERE}乙"))), FANG_SONG)
    assert [(f.rule, f.severity, f.value) for f in findings] == [("document.glyph", Severity.WARNING, NOWHERE)]
    assert "U+10FFFD" in findings[0].message
    made = render_pdf(example(Paragraph(f"甲{NOWHERE}乙")))
    with pymupdf.open(stream=made, filetype="pdf") as file:
        page = next(page for page in file if "甲" in page.get_text() and "乙" in page.get_text() and page.number > 3)
        assert NOWHERE not in page.get_text(), "Typst drops it without a word: the finding is the only warning"


def test_rare_characters_are_covered_by_the_fallbacks() -> None:
    assert check_glyphs("𠮷湫龘㙍", FANG_SONG) == []
    assert len(families(FANG_SONG)) > 1


def test_hidden_direction_marks_are_told_once() -> None:
    findings = check_glyphs("甲\u202e乙\u200f丙\u202e", FANG_SONG)
    assert [(f.rule, f.severity) for f in findings] == [("document.hidden_mark", Severity.INFO)]
    assert "U+202E" in findings[0].message
    assert "U+200F" in findings[0].message


def test_a_font_of_the_office_comes_first_by_either_of_its_names(tmp_path: Path) -> None:
    """A free face under the official name, as an office would lay its own simfang.ttf there.

    Its older family name differs from the typographic one, as Fandol's does: Typst knows only the older.
    """
    song = face(FREE_SONG)
    assert song is not None
    font = TTFont(song.path, fontNumber=song.number)
    names = {1: "FangSong_GB2312 R", 4: "FangSong_GB2312 R", 6: "OfficeFang", 16: "FangSong_GB2312"}
    for number, name in names.items():
        font["name"].setName(name, number, 3, 1, 0x409)
    (tmp_path / "fonts").mkdir()
    font.save(tmp_path / "fonts" / "simfang.ttf")
    office = Office(tmp_path)
    assert font_folders(office.fonts)[0] == tmp_path / "fonts"
    found = face(FANG_SONG, office.fonts)
    assert found is not None
    assert found.path == tmp_path / "fonts" / "simfang.ttf"
    assert check_faces(office.fonts) == []
    with pymupdf.open(stream=render_pdf(example(), office), filetype="pdf") as file:
        assert any("OfficeFang" in font[3] for page in file for font in page.get_fonts())


def test_without_a_fang_song_the_paper_says_what_stands_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FANG_SONG", FREE_SONG)
    [finding] = check_faces()
    assert finding.severity is Severity.INFO
    assert "宋体" in finding.message
    assert "fonts/" in finding.remedy


def test_a_file_that_is_no_font_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "broken.ttf").write_bytes(b"no font")
    assert face(FREE_SONG, tmp_path / "fonts") == face(FREE_SONG)


def test_the_regular_weight_is_taken_for_text() -> None:
    regular, bold = face(FREE_SONG), face(FREE_SONG, weight=700)
    assert regular is not None
    assert bold is not None
    assert regular.path != bold.path
