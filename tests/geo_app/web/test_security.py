"""Headers on every answer, forms of ours only, hosts of ours only, limits, calm errors, a log that cannot be forged."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from gazetteer.errors import Refused
from geo_app.accounts.permissions import Action, Role
from geo_app.factory import create_app
from geo_app.services.county import County
from geo_app.services.server_log import as_line, open_log
from geo_app.web.access import requires
from geo_app.web.security import is_known_host, limiter
from tests.geo_app.web.sitting import Sitting

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@pytest.fixture
def limited(tiny_county: County, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """The application with its limits as they are in service, counted from nothing."""
    monkeypatch.setattr(limiter, "enabled", True)
    made = create_app(tiny_county)
    with made.app_context():
        limiter.reset()
    yield made
    with made.app_context():
        limiter.reset()


@pytest.fixture
def broken(app: Flask) -> Flask:
    """The application with a view that fails."""

    @requires(Action.OPEN)
    def fails() -> str:
        raise ZeroDivisionError("a secret of the inside")

    app.add_url_rule("/fails", "fails", fails, methods=["GET", "POST"])
    return app


@pytest.mark.parametrize(
    "path", ["/", "/login", "/about", "/no-such-page", "/plates/door_plate", "/static/css/app.css", "/static/none.css",
             "/healthz", "/map/counts", "/fails", "/invite/none", "/help/permissions"],
)  # fmt: skip
def test_every_answer_carries_the_headers(broken: Flask, path: str) -> None:
    answer = broken.test_client().get(path)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "style-src 'self';" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "Server" not in answer.headers or "gunicorn" not in answer.headers["Server"]


def test_pages_of_people_are_not_kept_by_anybody(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    for path in ("/desk", "/account", "/plates/door_plate"):
        assert sitting.get(path).headers["Cache-Control"] in ("no-store", "private, no-cache")


def test_session_cookies_are_out_of_reach_of_scripts(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    for name in ("geo_session", "geo_form"):
        cookie = sitting.client.get_cookie(name)
        assert cookie.http_only
        assert cookie.same_site == "Lax"


def test_over_https_cookies_stay_there(tiny_county: County) -> None:
    settings = replace(tiny_county.settings, secure_cookies=True)
    app = create_app(replace(tiny_county, settings=settings))
    answer = app.test_client().get("/login", base_url="https://localhost")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]


def test_a_form_without_its_token_is_refused(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    sitting.token = "another"
    for path in ("/logout", "/account/password", "/login", "/plates/door_plate/new"):
        answer = sitting.client.post(path, data={"csrf_token": "another"})
        assert answer.status_code == 400, path
        assert "表单已过期" in answer.text


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "http://localhost.elsewhere.example", "null"])
def test_a_form_from_another_site_is_refused_even_with_a_token(app: Flask, tiny_county: County, origin: str) -> None:
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    sitting.get("/account")
    assert sitting.post("/logout", headers={"Origin": origin}).status_code == 400
    assert sitting.get("/desk").status_code == 200
    assert sitting.post("/logout", headers={"Origin": "http://localhost"}).status_code == 302


@pytest.mark.parametrize(
    ("host", "known"),
    [("localhost:8750", True), ("127.0.0.1", True), ("192.168.1.20:8750", True), ("[::1]:8750", True),
     ("dm.example.gov.cn", True), ("evil.example", False), ("localhost.evil.example", False), ("", False)],
)  # fmt: skip
def test_only_names_of_ours_are_served(host: str, known: bool) -> None:
    assert is_known_host(host, ("dm.example.gov.cn",)) is known


def test_an_unknown_host_gets_a_calm_page(app: Flask) -> None:
    answer = app.test_client().get("/login", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert "从本系统的首页重新进入" in answer.text


def test_signing_in_has_a_limit(limited: Flask) -> None:
    sitting = Sitting(limited)
    sitting.get("/login")
    told = [sitting.post("/login", {"name": f"n{n}", "password": "x"}).status_code for n in range(22)]
    assert told[:20] == [422] * 20
    assert told[20:] == [429, 429]
    assert "操作过于频繁" in sitting.post("/login", {"name": "n", "password": "x"}).text


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_error_of_ours_is_calm_and_has_a_number(broken: Flask, tiny_county: County, accept: str) -> None:
    answer = broken.test_client().get("/fails", headers={"Accept": accept})
    assert answer.status_code == 500
    assert "原有数据没有受影响" in answer.get_data(as_text=True)
    for inside in ("Traceback", "ZeroDivisionError", "a secret of the inside", "site-packages"):
        assert inside not in answer.get_data(as_text=True)
    lines = log_lines(tiny_county)
    told = next(line for line in lines if line["event"] == "unexpected")
    assert told["id"] in answer.get_data(as_text=True)
    assert "ZeroDivisionError" in told["exception"]


def test_when_even_the_page_cannot_be_made_there_is_a_page(broken: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def cannot(*_: object) -> None:
        raise Refused.because("store.cannot_open", "无法打开或读写数据库文件")

    monkeypatch.setattr(broken.extensions["county"].accounts.sessions, "row_of", cannot)
    client = broken.test_client()
    client.set_cookie("geo_session", "x")
    answer = client.get("/about")
    assert answer.status_code == 422
    assert "无法打开或读写数据库文件" in answer.text
    assert "Traceback" not in answer.text


CALM = {
    "/no-such-page": ("GET", 404, "没有找到这个页面"),
    "/login": ("DELETE", 405, "不支持这种操作"),
    "/names/place": ("GET", 401, "需要登录"),
}


@pytest.mark.parametrize("path", CALM)
def test_errors_are_chinese_for_people_and_findings_for_programs(app: Flask, path: str) -> None:
    method, status, says = CALM[path]
    answer = app.test_client().open(path, method=method, headers={"Accept": "application/json"})
    assert answer.status_code == status
    assert answer.json["status"] == "rejected"
    assert answer.json["findings"][0]["message"] == says
    if status != 401:
        page = app.test_client().open(path, method=method)
        assert page.status_code == status
        assert says in page.text


def test_too_much_is_refused(tiny_county: County) -> None:
    app = create_app(replace(tiny_county, settings=replace(tiny_county.settings, upload_max_mb=1)))
    sitting = Sitting(app)
    sitting.get("/login")
    answer = sitting.post("/login", {"name": "x" * 2_000_000, "password": "x"})
    assert answer.status_code == 413
    assert "提交的内容太大" in answer.text


def test_an_edit_by_program_must_say_what_it_saw(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    sitting.get("/account")
    row = sitting.get("/names/place.json").json["rows"][0]
    ask = {"json": {"values": {}}, "headers": {"X-CSRFToken": sitting.token}}
    assert sitting.client.put(f"/names/place/{row['id']}", **ask).status_code == 428


def log_lines(county: County) -> list[dict[str, object]]:
    text = "".join(file.read_text(encoding="utf-8") for file in (county.settings.data_dir / "logs").glob("*.jsonl"))
    return [json.loads(line) for line in text.splitlines()]


def test_the_log_is_one_object_a_line_and_quiet_about_health(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    sitting.get("/plates/door_plate?q=私人的话")
    sitting.get("/healthz")
    sitting.get("/static/css/app.css")
    lines = log_lines(tiny_county)
    assert {line["route"] for line in lines} == {"/invite/<token>", next(r for r in routes(lines) if "<layer>" in r)}
    assert lines[-1]["person"] == "王芳"
    assert lines[-1]["status"] == 200


def routes(lines: list[dict[str, object]]) -> list[str]:
    return [str(line["route"]) for line in lines]


def test_the_log_holds_no_secret_and_nothing_typed(app: Flask, tiny_county: County) -> None:
    link = tiny_county.accounts.create_invitation("王芳", Role.COUNTY_CLERK, (tiny_county.profile.code,))
    sitting = Sitting(app)
    sitting.get(f"/invite/{link}")
    sitting.post(f"/invite/{link}", {"password": "canary-password 1", "again": "canary-password 1"})
    sitting.post("/login", {"name": "13912345678", "password": "canary-password 2"})
    sitting.get("/map/search?q=110101199003077777")
    sitting.get("/no-such/13912345678")
    session = sitting.client.get_cookie("geo_session").value
    held = "".join(file.read_text(encoding="utf-8") for file in (tiny_county.settings.data_dir / "logs").glob("*"))
    assert held
    for secret in (link, "canary-password", "13912345678", "110101199003077777", session, sitting.token):
        assert secret not in held


@pytest.mark.parametrize(
    "name", ['a\r\n{"event": "forged"}', "a\x1b[2Jb", "a\u2028b", "a\u202eb", "a\x85b", "a\U000e0001b"]
)
def test_a_name_cannot_forge_a_line(tmp_path: Path, name: str) -> None:
    open_log(tmp_path).info("request", person=name)
    [file] = (tmp_path / "logs").glob("*.jsonl")
    [line] = file.read_text(encoding="utf-8").splitlines()
    assert json.loads(line)["person"] == name
    assert not set(name) & set("\r\n\x1b\u2028\u202e\x85\U000e0001") & set(line)


def test_chinese_stays_readable_in_the_log() -> None:
    assert "王芳" in as_line({"person": "王芳"})


def test_a_full_disk_does_not_stop_a_request_for_its_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    open_log(tmp_path).info("request", person="王芳")
    assert "王芳" in capsys.readouterr().err
