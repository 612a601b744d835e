"""Imports: a file becomes a preview, the preview a change set; nothing enters unseen."""

from __future__ import annotations

import csv
import io
from typing import Any, BinaryIO, cast

from flask import (
    Blueprint,
    Response,
    abort,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue

from gazetteer.errors import Refused, Stale
from geo_app.accounts.permissions import Action
from geo_app.services.import_desk import (
    all_findings,
    confirm,
    decide,
    error_workbook,
    findings_page,
    look_at,
    preview,
    read_options,
)
from geo_app.services.import_staging import Staged, discard, may_import, stage, staged, waiting
from geo_app.web.access import requires
from geo_app.web.context import county, person
from geo_app.web.errors import answer
from geo_app.web.security import wants_json
from layers.catalog import LAYERS, layer
from layers.exchange import lacking, mappable, template
from layers.exchange.text_cells import harmless
from layers.layer import Layer

blueprint = Blueprint("imports", __name__, url_prefix="/imports")
FORMATS = {"csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
ACCEPTED = ".csv,.txt,.xlsx,.xls,.geojson,.json,.gpkg,.zip,.kml,.kmz,.gpx"
SEVERITIES = ("block", "error", "warning", "info")


@blueprint.get("")
@requires(Action.IMPORT)
def index() -> ResponseReturnValue:
    """Choose a layer, take its template, upload a file; or go on with one that waits."""
    return _start_page(request.args.get("layer", ""))


@blueprint.get("/template/<layer>.<kind>")
@requires(Action.IMPORT)
def template_file(layer: str, kind: str) -> ResponseReturnValue:
    """The empty import file of a layer."""
    declared = _layer(layer)
    if kind not in FORMATS:
        abort(404)
    name = f"{declared.title}导入模板.{kind}"
    return send_file(
        io.BytesIO(template(declared, kind)), mimetype=FORMATS[kind], as_attachment=True, download_name=name
    )


@blueprint.post("")
@requires(Action.IMPORT)
def upload() -> ResponseReturnValue:
    """Takes the file in and looks at it; a file that cannot be read is thrown away at once."""
    declared = _layer(request.form.get("layer", ""))
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise Refused.because("import.no_file", "没有选择文件", remedy="选择一个文件后再上传")
        taken = stage(county(), person(), declared, given.filename, cast("BinaryIO", given.stream))
        try:
            look_at(county(), taken)
        except Refused:
            discard(taken)
            raise
    except Refused as refused:
        if wants_json():
            raise
        return _start_page(declared.key, findings=refused.findings), 422
    return redirect(url_for("imports.columns", token=taken.token))


@blueprint.get("/<token>")
@requires(Action.IMPORT)
def columns(token: str) -> ResponseReturnValue:
    """Which column is which, in which reference system, and how to load."""
    return _columns_page(staged(county(), person(), token))


@blueprint.post("/<token>")
@requires(Action.IMPORT)
def settle(token: str) -> ResponseReturnValue:
    """Keeps the decision and makes the preview."""
    one = staged(county(), person(), token)
    tables = look_at(county(), one)["tables"]
    table = next((t for t in tables if t["name"] == request.form.get("sheet")), tables[0])
    try:
        decide(one, read_options(request.form, list(mappable(one.layer)), table["headers"]))
        preview(county(), person(), one)
    except Refused as refused:
        if wants_json():
            raise
        return _columns_page(one, 422, findings=refused.findings)
    return redirect(url_for("imports.show", token=token))


@blueprint.get("/<token>/preview")
@requires(Action.IMPORT)
def show(token: str) -> ResponseReturnValue:
    """What confirming would do, and everything that stands against it."""
    return _preview_page(staged(county(), person(), token))


@blueprint.get("/<token>/findings.csv")
@requires(Action.IMPORT)
def findings_file(token: str) -> ResponseReturnValue:
    """All findings as a table."""
    one = staged(county(), person(), token)
    preview(county(), person(), one)
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(["程度", "行", "列", "值", "原因", "处理办法", "依据", "规则"])
    keys = ("severity", "row", "column", "value", "message", "remedy", "clause", "rule")
    for finding in all_findings(one):
        writer.writerow([harmless("" if finding[key] is None else str(finding[key])) for key in keys])
    response = Response(stream.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename="findings.csv")
    return response


@blueprint.get("/<token>/errors.xlsx")
@requires(Action.IMPORT)
def errors_file(token: str) -> ResponseReturnValue:
    """The same workbook with the problems in it."""
    one = staged(county(), person(), token)
    stem = one.filename.rpartition(".")[0] or one.filename
    return send_file(
        error_workbook(county(), person(), one),
        mimetype=FORMATS["xlsx"],
        as_attachment=True,
        download_name=f"{stem}（问题）.xlsx",
    )


@blueprint.post("/<token>/confirm")
@requires(Action.IMPORT)
def settle_finally(token: str) -> ResponseReturnValue:
    """The preview becomes a submitted change set; nothing is in force before a reviewer publishes it."""
    one = staged(county(), person(), token)
    try:
        made = confirm(county(), person(), one, request.form.get("digest", ""), request.form.get("reason", ""))
    except Refused as refused:
        if wants_json():
            raise
        return _preview_page(one, 412 if isinstance(refused, Stale) else 422, findings=refused.findings)
    return redirect(url_for("changes.one", change_set=made.id, done="imported"))


@blueprint.post("/<token>/abandon")
@requires(Action.IMPORT)
def abandon(token: str) -> ResponseReturnValue:
    """Throws the upload away; nothing of it has entered."""
    discard(staged(county(), person(), token))
    return redirect(url_for("imports.index", done="abandoned"))


def _layer(key: str) -> Layer:
    try:
        declared = layer(key)
    except KeyError:
        abort(404)
    if not may_import(person(), declared):
        abort(403)
    return declared


def _start_page(chosen: str, **more: Any) -> str:
    kept = [declared for declared in LAYERS if may_import(person(), declared)]
    return render_template(
        "imports.html",
        layers=kept,
        chosen=chosen,
        waiting=waiting(county(), person()),
        accepted=ACCEPTED,
        done=request.args.get("done", ""),
        **{"findings": (), **more},
    )


def _columns_page(one: Staged, status: int = 200, **more: Any) -> ResponseReturnValue:
    tables = look_at(county(), one)["tables"]
    if not tables:
        return answer(422, Refused.because("import.empty", "文件里没有数据", remedy="检查是否选对了文件").findings)
    options = one.options
    wanted = request.values.get("sheet") or options.sheet
    table = next((t for t in tables if t["name"] == wanted), tables[0])
    mapped = dict(table["columns"])
    if wanted in ("", options.sheet):
        mapped |= {key: _place(table["headers"], header) for key, header in options.columns.items()}
    fields = mappable(one.layer)
    needed = lacking(one.layer, mapped, has_shapes=table["shapes"])
    shown = [key for key in fields if mapped.get(key, -1) >= 0 or key in needed]
    profile = county().profile
    page = render_template(
        "imports_columns.html",
        one=one,
        layer=one.layer,
        tables=tables,
        table=table,
        mappable=fields,
        mapped=mapped,
        needed=needed,
        shown=shown,
        rest=[key for key in fields if key not in shown],
        options=options,
        planar=(f"EPSG:{profile.planar_epsg}", f"EPSG:{profile.planar_zoned_epsg}"),
        **{"findings": (), **more},
    )
    return make_response(page, status)


def _place(headers: list[str], header: str) -> int:
    return headers.index(header) if header in headers else -1


def _preview_page(one: Staged, status: int = 200, **more: Any) -> ResponseReturnValue:
    document = preview(county(), person(), one)
    severity = request.args.get("severity", "")
    page = findings_page(one, request.args.get("page", 1, type=int) or 1, severity if severity in SEVERITIES else "")
    if wants_json():
        return jsonify(**document, findings=page.findings, page=page.page, pages=page.pages)
    shown = render_template(
        "imports_preview.html",
        one=one,
        layer=one.layer,
        plan=document,
        page=page,
        severity=severity,
        **{"findings": (), **more},
    )
    return make_response(shown, status)
