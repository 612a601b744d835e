"""PDF by Typst. Text goes in as data, never as Typst source; the date is fixed, so bytes repeat."""

from __future__ import annotations

import json
import re
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from geo_app.documents.fonts import FANG_SONG, HEI, KAI, SONG, TITLE, families, font_folders
from geo_app.documents.model import Document, Figure
from geo_app.documents.office import NO_OFFICE, SHIPPED, Office

TEMPLATE = "official.typ"
FONTS = {"title": TITLE, "song": SONG, "fang": FANG_SONG, "kai": KAI, "hei": HEI}
_PACKAGE = re.compile(r'"@[\w-]+/')


def render_pdf(document: Document, office: Office = NO_OFFICE) -> bytes:
    """The document as PDF bytes. Raises Refused when the office's own template is broken."""
    template = office.template(TEMPLATE)
    source = _read(template, office)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        data = {
            **{key: getattr(document, key) for key in ("number", "title", "subtitle", "dated", "mark", "page_code")},
            "cover": [list(pair) for pair in document.cover],
            "parties": list(document.parties),
            "parts": [_part(folder, n, part) for n, part in enumerate(document.parts)],
            "fonts": {key: families(names, office.fonts) for key, names in FONTS.items()},
        }
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (folder / "main.typ").write_text(source, encoding="utf-8")
        try:
            return bytes(
                typst.compile(
                    str(folder / "main.typ"),
                    root=name,
                    font_paths=[str(f) for f in font_folders(office.fonts)],
                    ignore_system_fonts=True,
                )
            )
        except typst.TypstError as wrong:
            if template.parent == SHIPPED:
                raise
            raise office.broken(template, f"Typst 编译出错：{wrong.message}") from wrong


def _read(template: Path, office: Office) -> str:
    """The template's source; one that would fetch a package from the network is refused."""
    try:
        source = template.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as wrong:
        raise office.broken(template, f"读不出来（应为 UTF-8 文本）：{wrong}") from wrong
    if _PACKAGE.search(source):
        raise office.broken(template, "引用了要联网下载的 Typst 包（@…/…）")
    return source


def _part(folder: Path, number: int, part: Any) -> dict[str, Any]:
    if isinstance(part, Figure):
        path = folder / f"figure-{number}.png"
        path.write_bytes(part.png)
        return {"kind": "Figure", "caption": part.caption, "file": path.name, "width_mm": part.width_mm}
    return {"kind": type(part).__name__, **asdict(part)}
