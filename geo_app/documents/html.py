"""HTML of a document: one self-contained page, figures inlined, every text escaped by Jinja."""

from __future__ import annotations

import base64
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from geo_app.documents.model import Document

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
)


def render_html(document: Document) -> bytes:
    """The document as UTF-8 HTML that asks nobody for anything."""
    template = _environment.get_template("official.html")
    return template.render(document=document, kind=lambda part: type(part).__name__, base64=_base64).encode()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
