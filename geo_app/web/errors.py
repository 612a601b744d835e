"""Errors: one table from refusal to status, one page, one JSON shape. Never a traceback to a person."""

from __future__ import annotations

import sys

from flask import Flask, g, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from gazetteer.errors import NotFound, Refused, Stale
from gazetteer.findings import Finding, Severity
from geo_app.web.context import log
from geo_app.web.security import wants_json

STATUS: tuple[tuple[type[Refused], int], ...] = ((NotFound, 404), (Stale, 412), (Refused, 422))
WORDS = {
    400: ("请求不完整，或不是从本系统的地址发来的", "从本系统的首页重新进入"),
    401: ("需要登录", "登录后再试"),
    403: ("没有这项权限", "如确需办理，请系统管理员调整账号"),
    404: ("没有找到这个页面", "从目录或搜索重新进入"),
    405: ("不支持这种操作", "返回上一页"),
    412: ("内容已被他人修改", "刷新后对照现在的内容再保存"),
    413: ("提交的内容太大", "拆分后再提交"),
    428: ("没有说明依据哪一版修改", "重新打开记录后再保存"),
    429: ("操作过于频繁", "一分钟后再试"),
    500: ("系统出错了，没有保存任何内容，原有数据没有受影响", "稍后再试；如仍出错，把页面上的编号告诉系统管理员"),
}


FORM_EXPIRED = ("表单已过期或不是从本系统打开的", "返回上一页刷新后再提交，填写的内容还在")
OTHER = ("请求没有成功", "返回上一页再试")


def install(app: Flask) -> None:
    """Registers the handlers."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def _refused(refused: Refused) -> ResponseReturnValue:
    status = next(code for kind, code in STATUS if isinstance(refused, kind))
    return answer(status, refused.findings)


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return answer(400, [_finding("web.form_token", *FORM_EXPIRED)])


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    message, remedy = WORDS.get(code, OTHER)
    return answer(code, [_finding(f"web.{code}", message, remedy)])


def _unexpected(error: Exception) -> ResponseReturnValue:
    log().exception("unexpected", id=g.get("request_id"), kind=type(error).__name__)
    sys.stderr.write(f"出错 {g.get('request_id')} {type(error).__name__}，详见数据目录的 logs\n")
    message, remedy = WORDS[500]
    return answer(500, [_finding("web.500", message, remedy)])


def answer(status: int, findings: list[Finding] | tuple[Finding, ...]) -> ResponseReturnValue:
    """A refusal as a page or as JSON, every finding at once; a bare page when even the page cannot be made."""
    if wants_json():
        return jsonify(status="rejected", id=g.get("request_id"), findings=[f.as_json() for f in findings]), status
    try:
        return render_template("error.html", findings=findings, status=status), status
    except Exception:
        log().exception("no_error_page", id=g.get("request_id"))
        return render_template("trouble.html", findings=findings, status=status), status


def _finding(rule: str, message: str, remedy: str) -> Finding:
    return Finding(rule, Severity.ERROR, message, remedy=remedy)
