"""HTML of a document: one self-contained page, figures inlined, every text escaped by Jinja."""

from __future__ import annotations

import base64

from jinja2 import Environment, FileSystemLoader

from geo_app.documents.model import Document
from geo_app.documents.office import NO_OFFICE, SHIPPED, Office

_environment = Environment(loader=FileSystemLoader(SHIPPED), autoescape=True, trim_blocks=True, lstrip_blocks=True)


def render_html(document: Document, office: Office = NO_OFFICE) -> bytes:  # noqa: ARG001  (every renderer is asked alike)
    """The document as UTF-8 HTML that asks nobody for anything.

    Its layout is ours alone: a Jinja template edited in an office could run code on the server.
    """
    template = _environment.get_template("official.html")
    return template.render(document=document, kind=lambda part: type(part).__name__, base64=_base64).encode()


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
