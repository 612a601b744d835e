"""Word refuses a file whose elements stand in the wrong order; python-docx does not mind. So the order is held here."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

from geo_app.documents.docx import render_docx
from tests.geo_app.documents.example import example

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ORDERS: dict[str, Sequence[str]] = {
    "sectPr": [
        "headerReference",
        "footerReference",
        "footnotePr",
        "endnotePr",
        "type",
        "pgSz",
        "pgMar",
        "paperSrc",
        "pgBorders",
        "lnNumType",
        "pgNumType",
        "cols",
        "formProt",
        "vAlign",
        "noEndnote",
        "titlePg",
        "textDirection",
        "bidi",
        "rtlGutter",
        "docGrid",
    ],
    "pPr": [
        "pStyle",
        "keepNext",
        "keepLines",
        "pageBreakBefore",
        "framePr",
        "widowControl",
        "numPr",
        "suppressLineNumbers",
        "pBdr",
        "shd",
        "tabs",
        "suppressAutoHyphens",
        "kinsoku",
        "wordWrap",
        "overflowPunct",
        "topLinePunct",
        "autoSpaceDE",
        "autoSpaceDN",
        "bidi",
        "adjustRightInd",
        "snapToGrid",
        "spacing",
        "ind",
        "contextualSpacing",
        "mirrorIndents",
        "suppressOverlap",
        "jc",
        "textDirection",
        "textAlignment",
        "textboxTightWrap",
        "outlineLvl",
        "divId",
        "cnfStyle",
        "rPr",
        "sectPr",
        "pPrChange",
    ],
    "tblPr": [
        "tblStyle",
        "tblpPr",
        "tblOverlap",
        "bidiVisual",
        "tblStyleRowBandSize",
        "tblStyleColBandSize",
        "tblW",
        "jc",
        "tblCellSpacing",
        "tblInd",
        "tblBorders",
        "shd",
        "tblLayout",
        "tblCellMar",
        "tblLook",
    ],
    "tcPr": [
        "cnfStyle",
        "tcW",
        "gridSpan",
        "hMerge",
        "vMerge",
        "tcBorders",
        "shd",
        "noWrap",
        "tcMar",
        "textDirection",
        "tcFitText",
        "vAlign",
        "hideMark",
    ],
    "tblCellMar": ["top", "left", "start", "bottom", "right", "end"],
    "pBdr": ["top", "left", "bottom", "right", "between", "bar"],
    "font": ["altName", "panose1", "charset", "family", "notTrueType", "pitch", "sig"],
}
"""Of ECMA-376: the children of an element in the order they must stand in."""


@pytest.fixture(scope="module")
def parts() -> dict[str, ElementTree.Element]:
    with zipfile.ZipFile(io.BytesIO(render_docx(example()))) as archive:
        return {
            name: ElementTree.fromstring(archive.read(name)) for name in archive.namelist() if name.endswith(".xml")
        }


@pytest.mark.parametrize("element", sorted(ORDERS))
def test_children_stand_in_the_order_of_the_standard(parts: dict[str, ElementTree.Element], element: str) -> None:
    order, met = ORDERS[element], 0
    for name, root in parts.items():
        if not name.startswith("word/"):
            continue
        for node in root.iter(W + element):
            met += 1
            places = [order.index(child.tag.removeprefix(W)) for child in node]
            assert places == sorted(places), (name, [child.tag.removeprefix(W) for child in node])
    assert met


def test_the_body_ends_with_a_paragraph_before_its_section(parts: dict[str, ElementTree.Element]) -> None:
    body = parts["word/document.xml"].find(W + "body")
    assert body is not None
    assert [child.tag for child in body][-2:] == [W + "p", W + "sectPr"]


def test_every_cell_ends_with_a_paragraph_and_every_row_fills_its_grid(parts: dict[str, ElementTree.Element]) -> None:
    for table in parts["word/document.xml"].iter(W + "tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(W + "tr"):
            cells = row.findall(W + "tc")
            spans = [int(span.get(W + "val", "1")) for cell in cells for span in cell.findall(f"{W}tcPr/{W}gridSpan")]
            assert len(cells) + sum(spans) - len(spans) == columns
            assert all(list(cell)[-1].tag == W + "p" for cell in cells)


def test_every_style_that_is_used_is_there(parts: dict[str, ElementTree.Element]) -> None:
    known = {style.get(W + "styleId") for style in parts["word/styles.xml"].iter(W + "style")}
    for name, root in parts.items():
        used = {node.get(W + "val") for kind in ("pStyle", "tblStyle", "rStyle") for node in root.iter(W + kind)}
        assert used <= known, name
