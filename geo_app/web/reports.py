"""Reports: which there are, the short form of one, and the file in the format asked for.

What draws and sets papers (`geo_app.reports`) is loaded when the first one is asked for: a process that
serves none stays lean.
"""

from __future__ import annotations

import hashlib
import io
import threading
from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, render_template, request, send_file
from flask.typing import ResponseReturnValue

from gazetteer.errors import NotFound, Refused
from gazetteer.findings import Severity
from geo_app.accounts.permissions import Action
from geo_app.documents.office import Office
from geo_app.web.access import requires
from geo_app.web.context import county, person
from layers.boundaries.checks import check_families
from layers.boundaries.overview import find_line, list_lines, overview

if TYPE_CHECKING:
    from geo_app.reports.report import Request

blueprint = Blueprint("reports", __name__, url_prefix="/reports")
FORMATS = {
    "docx": ("DOCX", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "pdf": ("PDF", "application/pdf"),
    "html": ("HTML", "text/html"),
}
YEARS, ROUNDS = (1949, 2200), (1, 99)
_one_at_a_time = threading.Lock()  # drawing shares matplotlib's fonts and takes a processor for seconds


@blueprint.get("", defaults={"desk": "boundaries"})
@requires(Action.REPORT)
def index(desk: str) -> ResponseReturnValue:  # noqa: ARG001  (the permission table reads it)
    """The reports that can be made, and the lines they can be made of."""
    from geo_app.reports import REPORTS  # noqa: PLC0415  (heavy: see above)

    return render_template("reports.html", reports=REPORTS, lines=list_lines(county().store, person().scope))


@blueprint.get("/inspection", defaults={"desk": "boundaries"})
@requires(Action.REPORT)
def inspection(desk: str) -> ResponseReturnValue:  # noqa: ARG001  (the permission table reads it)
    """The inspection report of one line: what will stand in it, and the form that makes it."""
    from geo_app.reports.report import day_of_last_event  # noqa: PLC0415  (heavy: see above)

    store = county().store
    line = find_line(store, person().scope, request.args.get("line", ""))
    asked = _asked(line.id)
    day = asked.dated or day_of_last_event(store)
    seen = overview(store, person().scope, line)
    judged = check_families(seen, county().profile, day)
    found = sorted((f for _, found in judged for f in found), key=lambda f: -f.severity.rank)
    return render_template(
        "report_inspection.html",
        line=line,
        seen=seen,
        findings=found,
        counts=[(s, sum(f.severity is s for f in found)) for s in reversed(Severity)],
        day=day,
        asked=asked,
        formats=FORMATS,
    )


@blueprint.get("/<name>/file", defaults={"desk": "boundaries"})
@requires(Action.REPORT)
def file(name: str, desk: str) -> ResponseReturnValue:  # noqa: ARG001  (the permission table reads it)
    """The report as a file, within the reader's divisions. The same address gives the same bytes until the data change."""
    from geo_app.reports import REPORTS, render_report  # noqa: PLC0415  (heavy: see above)
    from geo_app.reports.report import chinese_day, day_of_last_event  # noqa: PLC0415  (as above)

    ending = request.args.get("ending", "")
    if ending not in FORMATS or name not in [report.key for report in REPORTS]:
        raise NotFound.because("report.format", "没有这种报告或格式", remedy="从报告页面重新进入")
    here = county()
    line = find_line(here.store, person().scope, request.args.get("line", ""))
    asked = _asked(line.id)
    with _one_at_a_time:
        data, findings = render_report(
            here.store, here.profile, name, asked, f".{ending}", Office(here.settings.data_dir)
        )
    here.accounts.log(
        person().name,
        "report",
        report=name,
        line=str(line.values["line_code"]),
        format=ending,
        findings=len(findings),
        sha256=hashlib.sha256(data).hexdigest(),
    )
    day = asked.dated or day_of_last_event(here.store)
    return send_file(
        io.BytesIO(data),
        mimetype=FORMATS[ending][1],
        as_attachment=True,
        download_name=f"{line.values['name']}联合检查报告（{chinese_day(day)}）.{ending}",
        max_age=0,
    )


def _asked(line: str) -> Request:
    """What the address asks for. Raises Refused, naming what cannot be read."""
    from geo_app.reports.report import Request  # noqa: PLC0415  (heavy: see above)

    day = request.args.get("date", "").strip()
    try:
        dated = date.fromisoformat(day) if day else None
    except ValueError:
        raise Refused.because("report.date", f"不是可用的日期：{day[:40]}", remedy="写成 2026-11-23，或留空") from None
    return Request(
        line=line,
        dated=dated,
        year=_whole("year", "检查年度", YEARS),
        round=_whole("round", "检查轮次", ROUNDS),
        scope=person().scope,
    )


def _whole(key: str, title: str, bounds: tuple[int, int]) -> int | None:
    """A whole number of the address within bounds; None when it is left empty."""
    text: Any = request.args.get(key, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and bounds[0] <= int(text[:9]) <= bounds[1]):
        raise Refused.because(
            f"report.{key}",
            f"{title}不是 {bounds[0]} 到 {bounds[1]} 的整数：{text[:40]}",
            remedy="改正后再生成，或留空",
        )
    return int(text)
