"""PDF by Typst. Text goes in as data, never as Typst source; the date is fixed, so bytes repeat."""

from __future__ import annotations

import json
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typst

from geo_app.documents.fonts import FANG_SONG, HEI, SONG, families, font_folders
from geo_app.documents.model import Document, Figure

TEMPLATE = Path(__file__).parent / "official.typ"


def render_pdf(document: Document) -> bytes:
    """The document as PDF bytes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts = [_part(folder, n, part) for n, part in enumerate(document.parts)]
        data = {
            "title": document.title,
            "subtitle": document.subtitle,
            "parties": list(document.parties),
            "dated": document.dated,
            "mark": document.mark,
            "page_code": document.page_code,
            "parts": parts,
            "fonts": {"song": families(SONG), "fang": families(FANG_SONG), "hei": families(HEI)},
        }
        (folder / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        (folder / "main.typ").write_bytes(TEMPLATE.read_bytes())
        return bytes(
            typst.compile(
                str(folder / "main.typ"),
                root=str(folder),
                font_paths=[str(f) for f in font_folders()],
                ignore_system_fonts=True,
            )
        )


def _part(folder: Path, number: int, part: Any) -> dict[str, Any]:
    if isinstance(part, Figure):
        path = folder / f"figure-{number}.png"
        path.write_bytes(part.png)
        return {"kind": "Figure", "caption": part.caption, "file": path.name, "width_mm": part.width_mm}
    return {"kind": type(part).__name__, **asdict(part)}
