"""A name is the fold of its acts, on any day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gazetteer.acts import ActType, NameStatus, PublicUse, acts_open_to
from gazetteer.errors import Refused
from gazetteer.names import Act, NameRole, PlaceName, decide, fold, judge, standard_name


def dated(kind: ActType, day: date) -> Act:
    return Act(type=kind, on=day, authority="县人民政府", document_number="正政发〔2026〕1号")


def announced(text: str, day: date) -> PlaceName:
    return PlaceName(
        text=text, acts=(dated(ActType.NAMING, day), dated(ActType.ANNOUNCEMENT, day + timedelta(days=10)))
    )


@st.composite
def lives(draw: st.DrawFn) -> PlaceName:
    """A name with a legal life of up to eight acts on rising days."""
    name, day = PlaceName(text="南关路"), date(1980, 1, 1)
    for _ in range(draw(st.integers(0, 8))):
        choices = acts_open_to(name.status)
        if not choices:
            break
        day += timedelta(days=draw(st.integers(0, 900)))
        name = decide(name, dated(draw(st.sampled_from(choices)), day))
    return name


@given(lives())
def test_the_status_today_is_the_status_on_the_last_day(name: PlaceName) -> None:
    assert name.status_on(date.max) is name.status
    assert name.status_on(date(1979, 12, 31)) is None


@given(lives(), st.dates(date(1979, 1, 1), date(2010, 1, 1)))
def test_history_is_not_changed_by_what_came_later(name: PlaceName, day: date) -> None:
    earlier = PlaceName(text=name.text, acts=tuple(act for act in name.acts if act.on and act.on <= day))
    assert name.status_on(day) is earlier.status


@given(lives(), st.sampled_from(ActType))
def test_an_act_is_done_or_refused_with_what_may_be_done_instead(name: PlaceName, kind: ActType) -> None:
    act = dated(kind, date(2030, 1, 1))
    if kind in acts_open_to(name.status):
        assert decide(name, act).acts[-1] == act
    else:
        with pytest.raises(Refused) as refusal:
            decide(name, act)
        [finding] = refusal.value.findings
        assert finding.rule == "names.act_not_allowed"
        assert kind.term in finding.message
        assert all(open_act.term in finding.remedy for open_act in acts_open_to(name.status))


def test_a_refusal_tells_everything_at_once() -> None:
    name = announced("南关路", date(2020, 5, 1))
    with pytest.raises(Refused) as refusal:
        decide(name, Act(type=ActType.NAMING, on=date(2019, 1, 1)))
    assert {f.rule for f in refusal.value.findings} == {
        "names.act_not_allowed",
        "names.act_order",
        "names.act_document",
    }


def test_a_missing_document_is_a_warning_not_a_refusal() -> None:
    [finding] = judge(PlaceName(text="南关路"), Act(type=ActType.NAMING))
    assert finding.severity.value == "warning"
    assert finding.clause


def test_fold_refuses_a_life_that_the_law_does_not_know() -> None:
    with pytest.raises(Refused, match="未登记"):
        fold([Act(type=ActType.ABOLITION)])


def test_public_use_follows_the_day() -> None:
    name = decide(announced("南关路", date(2020, 5, 1)), dated(ActType.RENAMING, date(2024, 7, 1)))
    assert name.public_use_on(date(2019, 1, 1)) is PublicUse.HIDDEN
    assert name.public_use_on(date(2020, 5, 2)) is PublicUse.MAY
    assert name.public_use_on(date(2021, 1, 1)) is PublicUse.MUST
    assert name.public_use_on(date(2024, 7, 1)) is PublicUse.HISTORY_ONLY


def test_one_place_has_one_standard_name_a_day() -> None:
    old = decide(announced("南关路", date(2000, 1, 1)), dated(ActType.RENAMING, date(2024, 1, 1)))
    new = announced("南大街", date(2024, 1, 1))
    alias = PlaceName(text="关路", role=NameRole.ALIAS, acts=new.acts)
    assert standard_name([old, new, alias], date(2010, 1, 1)) == old
    assert standard_name([old, new, alias], date(2025, 1, 1)) == new
    assert standard_name([], date(2025, 1, 1)) is None
    with pytest.raises(Refused, match="2 个标准名称"):
        standard_name([announced("南关路", date(2000, 1, 1)), new], date(2025, 1, 1))


def test_a_listed_name_stays_standard_only_if_it_was() -> None:
    day = date(2010, 1, 1)
    listed = decide(announced("南关路", date(2000, 1, 1)), dated(ActType.LISTING, day))
    assert standard_name([listed], day) == listed
    census = PlaceName(text="洋人街", acts=(dated(ActType.CENSUS, day), dated(ActType.LISTING, day)))
    assert census.status is NameStatus.TO_BE_CHANGED
    assert standard_name([census], day) is None
