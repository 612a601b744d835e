"""The English switch: every page's own words, dates and titles; findings stay Chinese."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from geo_app.accounts.permissions import Role
from geo_app.services.county import County
from geo_app.web.language import titled, translate
from geo_app.web.wording import clock, day
from layers.catalog import layer
from tests.geo_app.web.sitting import Sitting


@pytest.fixture
def english(app: Flask) -> Sitting:
    sitting = Sitting(app)
    sitting.get("/language/en")
    return sitting


def test_chinese_comes_first(app: Flask) -> None:
    page = app.test_client().get("/login", headers={"Accept-Language": "en"})
    assert '<html lang="zh-Hans-CN">' in page.text
    assert "登录" in page.text


def test_english_is_a_switch_that_stays(english: Sitting, tiny_county: County) -> None:
    assert '<html lang="en">' in english.get("/login").text
    assert "Sign in" in english.get("/login").text
    assert "Door plates" in english.come_in(tiny_county, "Ann", Role.COUNTY_CLERK).get("/plates/door_plate").text
    english.get("/language/zh")
    assert '<html lang="zh-Hans-CN">' in english.get("/login").text


def test_switching_leads_back_and_never_away(english: Sitting) -> None:
    assert english.get("/language/zh?next=/about").headers["Location"] == "/about"
    assert english.get("/language/zh?next=//elsewhere.example").headers["Location"] == "/"


def test_titles_and_dates_follow_the_reader(app: Flask) -> None:
    moment = datetime(2026, 11, 23, 8, 5, tzinfo=UTC).astimezone()
    with app.test_request_context(headers={"Cookie": "geo_language=en"}):
        assert titled(layer("door_plate")) == "Door plates"
        assert day(date(2026, 11, 23)) == "23 November 2026"
        assert clock(moment) == f"23 November 2026, {moment:%H:%M}"
        assert translate("登录") == "Sign in"
    with app.test_request_context():
        assert day(date(2026, 11, 23)) == "2026年11月23日"
        assert translate("登录") == "登录"
