"""Signing in at the pages, what an ended session leaves behind, and what an administrator does to accounts."""

from __future__ import annotations

import json

import pytest
from flask import Flask

from geo_app.accounts.permissions import Role
from geo_app.services.county import County
from tests.geo_app.web.sitting import PASSWORD, Sitting

NOWHERE = [
    "https://elsewhere.example/",
    "//elsewhere.example/",
    "/\\elsewhere.example",
    "javascript:alert(1)",
    "elsewhere",
]


@pytest.fixture
def admin(app: Flask, tiny_county: County) -> Sitting:
    return Sitting(app).come_in(tiny_county, "管理员", Role.ADMIN)


def test_a_one_time_link_leads_to_the_desk(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    assert "王芳" in sitting.get("/desk").text


def test_a_used_link_says_so_calmly(app: Flask, tiny_county: County) -> None:
    link = tiny_county.accounts.create_invitation("王芳", Role.COUNTY_CLERK, (tiny_county.profile.code,))
    first = Sitting(app)
    first.get(f"/invite/{link}")
    first.post(f"/invite/{link}", {"password": PASSWORD, "again": PASSWORD})
    second = Sitting(app).get(f"/invite/{link}")
    assert second.status_code == 404
    assert "已用过、已过期或不存在" in second.text


def test_after_signing_in_one_is_where_one_wanted_to_go(app: Flask, tiny_county: County) -> None:
    Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    sitting = Sitting(app)
    asked = sitting.get("/plates/door_plate?q=12")
    assert asked.status_code == 302
    sitting.get(asked.headers["Location"])
    answer = sitting.post("/login", {"name": "王芳", "password": PASSWORD, "next": "/plates/door_plate?q=12"})
    assert answer.headers["Location"] == "/plates/door_plate?q=12"


@pytest.mark.parametrize("target", NOWHERE)
def test_signing_in_never_leads_to_another_host(app: Flask, tiny_county: County, target: str) -> None:
    Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    sitting = Sitting(app)
    sitting.get("/login")
    answer = sitting.post("/login", {"name": "王芳", "password": PASSWORD, "next": target})
    assert answer.headers["Location"] == "/desk"


def test_signing_in_ends_the_session_the_browser_had(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    before = sitting.client.get_cookie("geo_session").value
    sitting.get("/account")
    sitting.post("/login", {"name": "王芳", "password": PASSWORD})
    assert sitting.client.get_cookie("geo_session").value != before
    assert tiny_county.accounts.person_of(before) is None


def test_what_was_typed_survives_the_session(app: Flask, tiny_county: County) -> None:
    """The session ends under a form: it is kept, and comes back word for word after signing in."""
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    sitting.get("/account")
    tiny_county.accounts.sessions.end_all("王芳")
    typed = {"v.text": "湫池村 {{7*7}} 𠮷", "reason": "实地核对", "act": "correct"}
    lost = sitting.post("/names/place/new", typed, headers={"Origin": "http://localhost"})
    assert lost.status_code == 401
    assert "已保留" in lost.text
    kept = lost.text.split('name="kept" value="', 1)[1].split('"', 1)[0]
    back = sitting.post("/login", {"name": "王芳", "password": PASSWORD, "kept": kept})
    assert back.status_code == 200
    assert 'action="/names/place/new"' in back.text
    assert 'value="湫池村 {{7*7}} 𠮷"' in back.text
    again = sitting.post("/login", {"name": "王芳", "password": PASSWORD, "kept": kept})
    assert again.status_code == 302, "a kept form is given back once"


def test_a_mistyped_password_does_not_lose_the_form(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    sitting.get("/account")
    tiny_county.accounts.sessions.end_all("王芳")
    lost = sitting.post("/names/place/new", {"reason": "实地核对"}, headers={"Origin": "http://localhost"})
    kept = lost.text.split('name="kept" value="', 1)[1].split('"', 1)[0]
    wrong = sitting.post("/login", {"name": "王芳", "password": "not the password", "kept": kept})
    assert wrong.status_code == 422
    assert f'name="kept" value="{kept}"' in wrong.text
    assert "实地核对" in sitting.post("/login", {"name": "王芳", "password": PASSWORD, "kept": kept}).text


def test_a_form_too_long_to_keep_is_said_to_be_lost(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    sitting.get("/account")
    tiny_county.accounts.sessions.end_all("王芳")
    lost = sitting.post("/names/place/new", {"reason": "长" * 250_000}, headers={"Origin": "http://localhost"})
    assert "已保留" not in lost.text
    assert "没有保留" in lost.text


def test_a_stranger_cannot_have_a_form_kept_for_somebody(app: Flask) -> None:
    """Neither from another site nor without a token: else it would wait there for the clerk's sign-in."""
    foreign = Sitting(app).post("/names/place/new", {"reason": "x"}, headers={"Origin": "http://elsewhere.example"})
    assert foreign.status_code == 400
    bare = Sitting(app).post("/names/place/new", {"reason": "x"})
    assert bare.status_code == 401
    assert 'name="kept"' not in bare.text


def test_an_administrator_invites_closes_and_resets(admin: Sitting, app: Flask, tiny_county: County) -> None:
    page = admin.get("/admin/people")
    assert page.status_code == 200
    invited = admin.post(
        "/admin/people", {"name": "李强", "role": "township_clerk", "divisions": tiny_county.profile.seat_township}
    )
    link = invited.text.split("/invite/", 1)[1].split("<", 1)[0]
    guest = Sitting(app)
    assert guest.get(f"/invite/{link}").status_code == 200
    guest.post(f"/invite/{link}", {"password": PASSWORD, "again": PASSWORD})
    assert guest.get("/desk").status_code == 200
    assert admin.post("/admin/people/李强/close").status_code == 302
    assert guest.get("/desk").status_code == 302, "out at once"
    admin.post("/admin/people/李强/reopen")
    assert "/invite/" in admin.post("/admin/people/李强/reset").text
    log = [(line["person"], line["kind"]) for line in tiny_county.accounts.access_log.entries()]
    assert {("管理员", "invited"), ("管理员", "account_close"), ("管理员", "account_reset")} <= set(log)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": "李强", "role": ""}, "没有选择角色"),
        ({"name": "李强", "role": "public"}, "不能用于账号"),
        ({"name": "", "role": "planner"}, "账号名应为"),
        ({"name": "a\r\nb", "role": "planner"}, "看不见的字符"),
        ({"name": "李强", "role": "planner", "divisions": "330100"}, "没有区划"),
        ({"name": "李强", "role": "township_clerk", "divisions": ""}, "要指明所辖乡镇"),
    ],
)
def test_a_wrong_invitation_says_why_and_keeps_what_was_typed(admin: Sitting, form: dict[str, str], says: str) -> None:
    admin.get("/admin/people")
    answer = admin.post("/admin/people", form)
    assert answer.status_code == 422
    assert says in answer.text


def test_nobody_closes_the_door_behind_themselves(admin: Sitting) -> None:
    admin.get("/admin/people")
    for deed in ("close", "reset"):
        assert "自己的账号" in admin.post(f"/admin/people/管理员/{deed}").text
    assert admin.get("/admin/people").status_code == 200


def test_refused_deeds_are_in_the_access_log(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app).come_in(tiny_county, "王芳", Role.COUNTY_CLERK)
    assert sitting.get("/admin/people").status_code == 403
    line = tiny_county.accounts.access_log.entries()[0]
    assert (line["person"], line["kind"], line["result"]) == ("王芳", "denied", "refused")
    assert line["detail"] == {"route": "admin.people", "action": "manage_accounts"}


def test_the_auditor_verifies_and_reads_both_logs(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app).come_in(tiny_county, "审计", Role.AUDITOR)
    page = sitting.get("/admin/audit")
    sequence, head = tiny_county.store.head()
    assert head[:12] in page.text
    assert "启用账号" in page.text
    done = sitting.post("/admin/audit/verify")
    assert "核验通过" in done.text
    assert sitting.get(f"/admin/audit?page={sequence}").status_code == 200


def test_the_public_writes_no_words_into_the_access_log(app: Flask, tiny_county: County) -> None:
    sitting = Sitting(app)
    sitting.get("/login")
    sitting.post("/login", {"name": "110101199003077777", "password": "my secret word"})
    assert "110101199003077777" not in json.dumps(tiny_county.accounts.access_log.entries(), default=str)
