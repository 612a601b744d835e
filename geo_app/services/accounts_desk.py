"""What an administrator does to accounts, at the desk or on the command line: every deed is judged and logged."""

from __future__ import annotations

from enum import StrEnum

from gazetteer.errors import Refused
from geo_app.accounts.access_log import REFUSED
from geo_app.accounts.permissions import Role
from geo_app.services.county import County
from layers.store import Query, Scope

OPERATOR = "命令行"
"""Who the access log names when the operator of the machine acts."""


class AccountDeed(StrEnum):
    """What can be done to an account, by the word in its address."""

    CLOSE = "close"
    REOPEN = "reopen"
    SIGN_OUT = "sign-out"
    UNLOCK = "unlock"
    RESET = "reset"

    @property
    def term(self) -> str:
        """The Chinese word shown to people."""
        return {"close": "停用", "reopen": "启用", "sign-out": "退出登录", "unlock": "解锁", "reset": "重置"}[
            self.value
        ]


def invite(county: County, actor: str, name: str, role: str, divisions: tuple[str, ...], display_name: str = "") -> str:
    """Registers a person and returns the one-time token. Raises Refused, saying what is wrong."""
    try:
        wanted = Role(role)
    except ValueError:
        raise Refused.because("account.role", "没有选择角色", remedy="选择一个角色") from None
    given = tuple(code for code in divisions if code) or (county.profile.code,)
    _refuse_divisions(county, wanted, given)
    try:
        token = county.accounts.create_invitation(name, wanted, given, display_name)
    except Refused:
        county.accounts.log(actor, "invited", result=REFUSED, role=wanted.value)
        raise
    county.accounts.log(actor, "invited", name=name.strip(), role=wanted.value, divisions=given)
    return token


def do_to_account(county: County, actor: str, name: str, deed: str) -> str:
    """Does one deed; returns a new one-time token when the account was reset, else nothing. Raises Refused."""
    accounts = county.accounts
    try:
        wanted = AccountDeed(deed)
    except ValueError:
        raise Refused.because("account.deed", "不支持这种操作", remedy="从账号页面选择操作") from None
    accounts.account(name)
    if name == actor and wanted in (AccountDeed.CLOSE, AccountDeed.RESET):
        raise Refused.because("account.self", f"不能{wanted.term}自己的账号", remedy="请另一位管理员操作")
    token = ""
    match wanted:
        case AccountDeed.CLOSE | AccountDeed.REOPEN:
            accounts.set_closed(name, closed=wanted is AccountDeed.CLOSE)
        case AccountDeed.SIGN_OUT:
            accounts.sessions.end_all(name)
        case AccountDeed.UNLOCK:
            accounts.unlock(name)
        case AccountDeed.RESET:
            token = accounts.reset(name)
    accounts.log(actor, f"account_{wanted.value}", name=name)
    return token


def _refuse_divisions(county: County, role: Role, divisions: tuple[str, ...]) -> None:
    code = county.profile.code
    frame = county.store.read("division", Scope.everything(), Query(columns=("code",), geometry=False))
    known = {code, *frame["code"]}
    for division in divisions:
        if division not in known:
            raise Refused.because(
                "account.division", f"没有区划 {division[:20]}", remedy=f"填写本县（{code}）的区划代码"
            )
    if role is Role.TOWNSHIP_CLERK and code in divisions and len(known) > 1:
        raise Refused.because(
            "account.division", "乡镇经办要指明所辖乡镇，不能是全县", remedy="选择乡镇；管全县的用县级经办"
        )
