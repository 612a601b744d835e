"""How people come in: one-time links, passwords, sessions that end, names that rest; and what the log says of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gazetteer.errors import NotFound, Refused
from geo_app.accounts import attempts, database, keepsakes, people, sessions
from geo_app.accounts.people import Accounts, open_accounts
from geo_app.accounts.permissions import Role
from tests.county import settings_of

SECRET = "a quiet 地名 pass-phrase"
SEAT = ("990101100",)


@pytest.fixture
def accounts(tmp_path: Path) -> Iterator[Accounts]:
    opened = open_accounts(settings_of(tmp_path))
    yield opened
    opened.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[timedelta]:
    """A list whose sum is how much later it is than it is."""
    later = [timedelta()]
    for module in (attempts, database, keepsakes, people, sessions):
        monkeypatch.setattr(module, "now", lambda: datetime.now(UTC) + sum(later, timedelta()))
    return later


def come_in(accounts: Accounts, name: str = "王芳", role: Role = Role.TOWNSHIP_CLERK) -> str:
    token = accounts.create_invitation(name, role, SEAT)
    accounts.accept(token, SECRET)
    return accounts.sign_in(name, SECRET)


def refusal(call: object, *arguments: str) -> str:
    with pytest.raises(Refused) as told:
        call(*arguments)  # type: ignore[operator]
    return told.value.findings[0].rule


def test_there_are_no_accounts_in_the_beginning(accounts: Accounts) -> None:
    assert accounts.accounts() == []
    for name in ("admin", "root", "geo", ""):
        assert refusal(accounts.sign_in, name, name or "admin") == "account.wrong"


def test_a_link_lets_in_once(accounts: Accounts) -> None:
    token = accounts.create_invitation("王芳", Role.TOWNSHIP_CLERK, SEAT)
    assert accounts.invited(token).name == "王芳"
    accounts.accept(token, SECRET)
    with pytest.raises(NotFound):
        accounts.accept(token, "another 长的 pass-phrase")
    assert accounts.person_of(accounts.sign_in("王芳", SECRET)) == accounts.account("王芳").person


def test_of_two_at_the_same_moment_one_gets_in(accounts: Accounts) -> None:
    token = accounts.create_invitation("王芳", Role.TOWNSHIP_CLERK, SEAT)
    done: list[str] = []

    def accept(password: str) -> None:
        try:
            accounts.accept(token, password)
            done.append(password)
        except NotFound:
            pass

    threads = [threading.Thread(target=accept, args=(f"{SECRET} {n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(done) == 1


def test_a_link_ends(accounts: Accounts, clock: list[timedelta]) -> None:
    token = accounts.create_invitation("王芳", Role.TOWNSHIP_CLERK, SEAT)
    clock.append(timedelta(days=8))
    with pytest.raises(NotFound):
        accounts.accept(token, SECRET)


def test_a_newer_link_takes_the_place_of_the_older(accounts: Accounts) -> None:
    older = accounts.create_invitation("王芳", Role.TOWNSHIP_CLERK, SEAT)
    newer = accounts.create_invitation("王芳", Role.REVIEWER, SEAT)
    with pytest.raises(NotFound):
        accounts.invited(older)
    assert accounts.invited(newer).role is Role.REVIEWER


@pytest.mark.parametrize(
    "weak", ["", "short", "1234567890", "aaaaaaaaaaaa", "Password123", "我是王芳我是王芳123", "x" * 300]
)
def test_weak_passwords_are_refused_and_the_link_stays_good(accounts: Accounts, weak: str) -> None:
    token = accounts.create_invitation("王芳", Role.TOWNSHIP_CLERK, SEAT)
    assert refusal(accounts.accept, token, weak) == "account.weak"
    accounts.accept(token, SECRET)


def test_unknown_names_and_wrong_passwords_sound_the_same(accounts: Accounts) -> None:
    come_in(accounts)
    accounts.create_invitation("未启用", Role.PLANNER, SEAT)
    said = set()
    for name in ("王芳", "没有这个人", "未启用"):
        with pytest.raises(Refused) as told:
            accounts.sign_in(name, "not the password")
        said.add(str(told.value))
    assert len(said) == 1


@pytest.mark.parametrize("name", ["王芳", "没有这个人"])
def test_a_name_rests_after_five_failures(accounts: Accounts, clock: list[timedelta], name: str) -> None:
    """Known or not; while it rests even the right password does not help, and the message says how long."""
    come_in(accounts)
    for _ in range(5):
        assert refusal(accounts.sign_in, name, "not the password") == "account.wrong"
    with pytest.raises(Refused, match="约 15 分钟"):
        accounts.sign_in(name, SECRET)
    clock.append(timedelta(minutes=16))
    if name == "王芳":
        assert accounts.sign_in(name, SECRET)
    assert refusal(accounts.sign_in, name, "not the password") == "account.wrong"


def test_guessing_in_parallel_is_counted(accounts: Accounts) -> None:
    come_in(accounts)
    told: list[str] = []
    threads = [
        threading.Thread(target=lambda: told.append(refusal(accounts.sign_in, "王芳", "not the password")))
        for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["account.locked"] * 7 + ["account.wrong"] * 5


def test_an_administrator_unlocks(accounts: Accounts) -> None:
    come_in(accounts)
    for _ in range(5):
        refusal(accounts.sign_in, "王芳", "not the password")
    assert accounts.account("王芳").locked_until is not None
    accounts.unlock("王芳")
    assert accounts.sign_in("王芳", SECRET)


def test_a_session_ends_when_unused_and_in_any_case(accounts: Accounts, clock: list[timedelta]) -> None:
    idle, used = come_in(accounts), accounts.sign_in("王芳", SECRET)
    for _ in range(24):
        clock.append(timedelta(minutes=19))
        assert accounts.person_of(used) is not None
    assert accounts.person_of(idle) is None
    clock.append(timedelta(minutes=29))
    assert accounts.person_of(used) is None, "eight hours are over"


def test_signing_in_again_makes_another_session(accounts: Accounts) -> None:
    assert come_in(accounts) != accounts.sign_in("王芳", SECRET)


@pytest.mark.parametrize("deed", ["close", "reset", "everywhere", "password"])
def test_what_ends_every_session(accounts: Accounts, deed: str) -> None:
    token = come_in(accounts)
    match deed:
        case "close":
            accounts.set_closed("王芳", closed=True)
        case "reset":
            accounts.reset("王芳")
        case "everywhere":
            accounts.sessions.end_all("王芳")
        case _:
            accounts.change_password(accounts.account("王芳").person, SECRET, "another 长的 pass-phrase")
    assert accounts.person_of(token) is None


def test_a_closed_account_stays_out_until_it_is_reopened(accounts: Accounts) -> None:
    come_in(accounts)
    accounts.set_closed("王芳", closed=True)
    assert refusal(accounts.sign_in, "王芳", SECRET) == "account.wrong"
    accounts.set_closed("王芳", closed=False)
    assert accounts.sign_in("王芳", SECRET)


def test_closing_takes_the_link_back(accounts: Accounts) -> None:
    token = accounts.create_invitation("王芳", Role.TOWNSHIP_CLERK, SEAT)
    accounts.set_closed("王芳", closed=True)
    with pytest.raises(NotFound):
        accounts.accept(token, SECRET)


@pytest.mark.parametrize(
    "name", ["", "  ", "x" * 41, "a\nb", "a\r\n2026 admin", "a\x1b[31mb", "a\u202eb", "a\u200bb", "a/b"]
)
def test_names_that_cannot_be_read_are_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(Refused):
        accounts.create_invitation(name, Role.PLANNER, SEAT)


@pytest.mark.parametrize("divisions", [(), ("",), ("990101' OR",)])
def test_nobody_is_given_an_empty_division(accounts: Accounts, divisions: tuple[str, ...]) -> None:
    with pytest.raises(Refused):
        accounts.create_invitation("王芳", Role.PLANNER, divisions)


def test_nobody_is_made_the_public(accounts: Accounts) -> None:
    with pytest.raises(Refused):
        accounts.create_invitation("王芳", Role.PUBLIC, SEAT)


def test_the_file_holds_no_password_and_no_token(accounts: Accounts, tmp_path: Path) -> None:
    invitation = accounts.create_invitation("李强", Role.PLANNER, SEAT)
    token = come_in(accounts)
    kept = accounts.keep_form('{"reason": "x"}')
    held = b"".join(file.read_bytes() for file in tmp_path.glob("accounts.sqlite*"))
    for secret in (SECRET, token, invitation, kept):
        assert secret.encode() not in held
    assert b"$argon2id$" in held
    assert (tmp_path / "accounts.sqlite").stat().st_mode & 0o077 == 0


def test_every_deed_is_logged_and_nothing_typed(accounts: Accounts) -> None:
    come_in(accounts)
    refusal(accounts.sign_in, "王芳", "a mistyped secret")
    refusal(accounts.sign_in, "my password typed as a name", "x")
    lines = accounts.access_log.entries()
    assert [(line["person"], line["kind"], line["result"]) for line in lines] == [
        ("", "sign_in", "refused"),
        ("王芳", "sign_in", "refused"),
        ("王芳", "sign_in", "done"),
        ("王芳", "invitation_accepted", "done"),
    ]
    assert "mistyped" not in str(lines)
    assert "typed as a name" not in str(lines)


def test_a_kept_form_comes_back_once(accounts: Accounts, clock: list[timedelta]) -> None:
    key, later = accounts.keep_form("what was typed"), accounts.keep_form("too late")
    assert accounts.take_form(key) == "what was typed"
    assert accounts.take_form(key) is None
    clock.append(timedelta(hours=13))
    assert accounts.take_form(later) is None


def test_the_signing_key_is_made_once(tmp_path: Path) -> None:
    first, second = open_accounts(settings_of(tmp_path)), open_accounts(settings_of(tmp_path))
    assert first.secret() == second.secret()
    assert len(first.secret()) >= 48
    first.close()
    second.close()


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    opened = open_accounts(settings_of(tmp_path))
    with opened._database.writing() as connection:
        connection.exec_driver_sql("PRAGMA user_version=99")
    opened.close()
    with pytest.raises(Refused, match="更新版本"):
        open_accounts(settings_of(tmp_path))


def test_a_full_disk_speaks_chinese_and_reading_goes_on(accounts: Accounts) -> None:
    """No page can be added to the file: signing in is refused in words, who is in stays in."""
    token = come_in(accounts)
    with accounts._database.reading() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    with pytest.raises(Refused, match="磁盘已满"):
        for _ in range(400):
            accounts.keep_form("x" * 5000)
    assert accounts.person_of(token) is not None
