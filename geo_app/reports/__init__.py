"""Reports: one file each; REPORTS is the one list."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from geo_app.documents.docx import render_docx
from geo_app.documents.fonts import FANG_SONG, check_faces, check_glyphs
from geo_app.documents.html import render_html
from geo_app.documents.model import texts
from geo_app.documents.office import NO_OFFICE, Office
from geo_app.documents.pdf import render_pdf
from geo_app.reports import inspection
from geo_app.reports.report import Report, Request
from layers.profile import CountyProfile
from layers.store import Store

REPORTS: tuple[Report, ...] = (inspection.REPORT,)
RENDERERS = {".docx": render_docx, ".pdf": render_pdf, ".html": render_html}


def render_report(
    store: Store, profile: CountyProfile, name: str, request: Request, suffix: str, office: Office = NO_OFFICE
) -> tuple[bytes, list[Finding]]:
    """A report's bytes in the format of `suffix` (.docx, .pdf, .html), and its findings.

    The same store, request and office give the same bytes. Raises Refused for an unknown report or
    format or a broken template of the office's, NotFound when there is nothing to report on.
    """
    report = next((report for report in REPORTS if report.key == name), None)
    renderer = RENDERERS.get(suffix.lower())
    if report is None:
        known = "、".join(f"{one.key}（{one.title}）" for one in REPORTS)
        raise Refused.because("report.name", f"没有报告“{name}”", remedy=f"可选：{known}")
    if renderer is None:
        raise Refused.because(
            "report.format", f"不能写成“{suffix or '没有扩展名'}”", remedy="格式可选 .docx、.pdf、.html"
        )
    document, findings = report.build(store, profile, request, office)
    findings = [*findings, *check_glyphs(texts(document), FANG_SONG, office.fonts)]
    if renderer is render_pdf:
        findings += check_faces(office.fonts)
    return renderer(document, office), findings


def write_report(
    store: Store, profile: CountyProfile, name: str, request: Request, target: Path, office: Office = NO_OFFICE
) -> tuple[str, list[Finding]]:
    """Writes a report to `target`; returns the SHA-256 of its bytes, and its findings.

    What stood there before is replaced whole or not at all. Raises OSError when it cannot be written.
    """
    data, findings = render_report(store, profile, name, request, target.suffix, office)
    part = target.with_name(f".{target.name}.part")
    try:
        part.write_bytes(data)
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    return hashlib.sha256(data).hexdigest(), findings
