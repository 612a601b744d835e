"""The three formats of a document: the same bytes, literal text, the layout of an official paper."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx
import html5lib
import pymupdf
import pytest
from docx.oxml.ns import qn

from geo_app.documents.docx import render_docx
from geo_app.documents.html import render_html
from geo_app.documents.make_template import make_template
from geo_app.documents.model import Document, Facts, Heading, Paragraph, Table
from geo_app.documents.pdf import render_pdf
from tests.geo_app.documents.example import (
    HOSTILE,
    docx_part,
    docx_text,
    example,
    html_text,
    pdf_pages,
    picture,
    squeezed,
)

Renderer = Callable[[Document], bytes]
ROOT = Path(__file__).parents[3]
RENDERERS: dict[str, tuple[Renderer, Callable[[bytes], str]]] = {
    "docx": (render_docx, docx_text),
    "pdf": (render_pdf, lambda data: "\n".join(pdf_pages(data))),
    "html": (render_html, html_text),
}
AGAIN = """
import hashlib, sys
from tests.geo_app.documents.test_renderers import RENDERERS
from tests.geo_app.documents.example import example
for name in sorted(RENDERERS):
    print(name, hashlib.sha256(RENDERERS[name][0](example())).hexdigest())
"""


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render_pdf(example())


@pytest.fixture(scope="module")
def word() -> bytes:
    return render_docx(example())


def test_another_process_with_another_clock_and_hash_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    here = {name: hashlib.sha256(render(example())).hexdigest() for name, (render, _) in sorted(RENDERERS.items())}
    environment = {
        **os.environ,
        "PYTHONHASHSEED": "7",
        "TZ": "America/Lima",
        "LC_ALL": "C.UTF-8",
        "PYTHONPATH": str(ROOT),
    }
    done = subprocess.run([sys.executable, "-c", AGAIN], cwd=tmp_path, env=environment, capture_output=True, text=True,
                          check=True)  # fmt: skip
    assert dict(line.split() for line in done.stdout.splitlines()) == here


@pytest.mark.parametrize("name", sorted(RENDERERS))
def test_hostile_text_is_shown_as_it_is_wherever_it_stands(name: str) -> None:
    render, read = RENDERERS[name]
    parts = [part for text in HOSTILE for part in (
        Paragraph(text), Heading(text), Facts(((text, text),)), Table(text, (text,), ((text,),)))]  # fmt: skip
    shown = squeezed(read(render(example(*parts))))
    for text in HOSTILE:
        assert shown.count(squeezed(text)) >= 7, text
    assert "49" not in shown.replace("049Q", "").replace("第49座", "")


@pytest.mark.parametrize("name", sorted(RENDERERS))
def test_hostile_titles_are_literal_on_the_cover_and_in_the_head(name: str) -> None:
    render, read = RENDERERS[name]
    text = " ".join(HOSTILE)
    shown = squeezed(read(render(example(title=text, subtitle=text, mark=text))))
    for one in HOSTILE:
        assert shown.count(squeezed(one)) >= 3, one


def test_direction_marks_and_control_characters_do_not_break_a_file() -> None:
    nasty = "甲\u202e乙\u200f丙\x00\x08丁\ufffe\u2028戊"
    word = docx_text(render_docx(example(Paragraph(nasty))))
    assert "甲\u202e乙\u200f丙丁" in word
    assert "\x00" not in word
    assert "甲\u202e乙\u200f丙" in html_text(render_html(example(Paragraph(nasty))))
    assert "丁" in "".join(pdf_pages(render_pdf(example(Paragraph(nasty)))))


def test_the_page_asks_nobody_and_runs_nothing() -> None:
    tree = html5lib.parse(render_html(example(Paragraph(HOSTILE[2]))).decode(), namespaceHTMLElements=False)
    for node in tree.iter():
        assert node.tag not in {"script", "link", "iframe", "object", "form"}
        assert not [key for key in node.attrib if key.startswith("on") or key == "style"]
        assert node.attrib.get("src", "data:").startswith("data:image/png;base64,") or "src" not in node.attrib
        assert "href" not in node.attrib


# PDF --------------------------------------------------------------------------------------------------


def test_pdf_pages_are_a4_and_every_one_bears_the_mark(pdf: bytes) -> None:
    with pymupdf.open(stream=pdf, filetype="pdf") as file:
        assert len(file) >= 5
        for page in file:
            assert (round(page.rect.width), round(page.rect.height)) == (595, 842)
            assert "演示生成" in page.get_text(clip=(0, 0, 595, 100))


def test_page_numbers_follow_the_standard_outside_odd_right_even_left_none_on_the_cover(pdf: bytes) -> None:
    with pymupdf.open(stream=pdf, filetype="pdf") as file:
        assert "\uff0d" not in file[0].get_text()
        for n, page in enumerate(list(file)[1:], 1):
            foot = page.get_text("words", clip=(0, 760, 595, 842))
            assert "".join(word[4] for word in foot) == f"\uff0d{n}\uff0d"
            middle = (foot[0][0] + foot[-1][2]) / 2
            assert (middle > 297) is bool(n % 2)


def test_body_is_sixteen_points_and_the_title_twenty_two(pdf: bytes) -> None:
    with pymupdf.open(stream=pdf, filetype="pdf") as file:
        spans = [span for page in file for block in page.get_text("dict")["blocks"] if block["type"] == 0
                 for line in block["lines"] for span in line["spans"]]  # fmt: skip
    sizes = {span["text"][:4]: round(span["size"], 1) for span in spans}
    assert sizes["联合检查"] == 22
    assert sizes["正文一段"] == 16


def test_no_ink_outside_the_margins_of_the_standard(pdf: bytes) -> None:
    left, right = 28 / 25.4 * 72, 595.3 - 26 / 25.4 * 72
    with pymupdf.open(stream=pdf, filetype="pdf") as file:
        for page in file:
            for clip in ((0, 0, left - 1, 842), (right + 1, 0, 595, 842)):
                assert min(page.get_pixmap(clip=clip, colorspace=pymupdf.csGRAY).samples) > 200


def test_fonts_are_embedded_and_song_not_a_screen_face(pdf: bytes) -> None:
    with pymupdf.open(stream=pdf, filetype="pdf") as file:
        fonts = {font[3]: font[1] for page in file for font in page.get_fonts()}
    assert any("Serif" in name or "Fang" in name or "Song" in name for name in fonts)
    assert all(ending != "n/a" for ending in fonts.values()), "an unembedded font prints differently elsewhere"


def test_a_table_repeats_its_head_and_never_splits_a_row(pdf: bytes) -> None:
    pages = [page for page in pdf_pages(pdf) if "单立" in page]
    assert len(pages) >= 2
    assert all("界桩号" in page for page in pages)
    for n in range(1, 71):
        assert sum(f"{n:03d}Q" in page and f"第 {n} 座" in page for page in pages) == 1


def test_a_heading_never_stands_alone_at_the_foot_of_a_page() -> None:
    for lines in range(18, 25):
        parts = (*(Paragraph("行。") for _ in range(lines)), Heading("最后的标题"), Paragraph("标题之后的话。"))
        pages = pdf_pages(render_pdf(replace(example(), parts=parts)))
        assert any("最后的标题" in page and "标题之后的话" in page for page in pages), lines


def test_rare_characters_are_drawn_not_dropped() -> None:
    with pymupdf.open(stream=render_pdf(example(Paragraph("𠮷"), Paragraph("湫"))), filetype="pdf") as file:
        for wanted in "𠮷湫":
            page = next(page for page in file if wanted in page.get_text())
            box = page.search_for(wanted)[0]
            grey = page.get_pixmap(clip=box, dpi=200, colorspace=pymupdf.csGRAY)
            assert min(grey.samples) < 80, f"{wanted} leaves no ink"


# DOCX -------------------------------------------------------------------------------------------------


def test_word_names_the_official_faces_and_what_may_stand_in_for_them(word: bytes) -> None:
    styles, fonts = docx_part(word, "word/styles.xml"), docx_part(word, "word/fontTable.xml")
    for face in ("方正小标宋简体", "仿宋_GB2312", "楷体_GB2312", "黑体"):
        assert f'w:eastAsia="{face}"' in styles
    assert '<w:font w:name="仿宋_GB2312"><w:altName w:val="仿宋"/>' in fonts
    file = docx.Document(io.BytesIO(word))
    assert file.styles["公文正文"].font.size.pt == 16
    assert file.styles["公文标题"].font.size.pt == 22


def test_word_keeps_the_page_of_the_standard(word: bytes) -> None:
    section = docx.Document(io.BytesIO(word)).sections[0]
    measured = [round(m.mm) for m in (section.page_width, section.page_height, section.top_margin,
                                      section.bottom_margin, section.left_margin, section.right_margin)]  # fmt: skip
    assert measured == [210, 297, 37, 35, 28, 26]
    assert section.different_first_page_header_footer
    assert "evenAndOddHeaders" in docx_part(word, "word/settings.xml")
    assert 'w:pgNumType w:start="0"' in docx_part(word, "word/document.xml")
    for room in (section.first_page_header, section.header, section.even_page_header):
        assert "演示生成" in room.paragraphs[0].text


def test_word_tables_repeat_their_heads_and_rows_stay_whole(word: bytes) -> None:
    tables = docx.Document(io.BytesIO(word)).tables
    long = next(table for table in tables if len(table.rows) > 50)
    assert [cell.text for cell in long.rows[0].cells] == ["界桩号", "类型", "所在"]
    assert long.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in long.rows)
    caption = long._tbl.getprevious()
    assert caption.pPr.find(qn("w:keepNext")) is not None


def test_an_empty_table_says_so_in_every_format() -> None:
    for render, read in RENDERERS.values():
        assert "（无）" in read(render(example()))


def test_without_a_mark_no_page_speaks_of_a_demonstration() -> None:
    for render, read in RENDERERS.values():
        shown = read(render(example(mark="")))
        assert "演示" not in shown
        assert "〔" not in shown


def test_the_picture_is_in_every_format() -> None:
    assert picture() in [
        blob.blob for blob in docx.Document(io.BytesIO(render_docx(example()))).part.package.image_parts
    ]
    with pymupdf.open(stream=render_pdf(example()), filetype="pdf") as file:
        assert any(page.get_images() for page in file)


def test_the_shipped_template_is_what_its_maker_writes(tmp_path: Path) -> None:
    made = tmp_path / "official.docx"
    make_template(made)
    shipped = ROOT / "geo_app/documents/official.docx"
    assert docx_part(made.read_bytes(), "word/document.xml") == docx_part(shipped.read_bytes(), "word/document.xml")
    assert docx_part(made.read_bytes(), "word/styles.xml") == docx_part(shipped.read_bytes(), "word/styles.xml")
