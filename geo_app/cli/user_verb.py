"""`geo-app user`: people."""

from __future__ import annotations

import click

from geo_app.accounts.people import Account
from geo_app.accounts.permissions import Role
from geo_app.cli.console import Console, verb
from geo_app.cli.groups import OfficeGroup
from geo_app.services.accounts_desk import OPERATOR, AccountDeed, do_to_account, invite


@click.group("user", cls=OfficeGroup)
def command() -> None:
    """账号：没有默认账号，也不设初始口令，只发一次性链接。"""


@command.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role if role is not Role.PUBLIC]))
@click.option("--division", "divisions", multiple=True, help="所辖区划代码，可重复；县级人员可不填")
@click.option("--display-name", default="", help="页面上显示的姓名")
@verb
def add(console: Console, name: str, role: str, divisions: tuple[str, ...], display_name: str) -> None:
    """新增一人，打印一次性登录链接的路径。"""
    with console.county() as county:
        token = invite(county, OPERATOR, name, role, divisions, display_name)
        account = county.accounts.account(name.strip())
    _answer(console, account, token)


@command.command("list")
@verb
def listing(console: Console) -> None:
    """列出全部账号。"""
    with console.county() as county:
        accounts = county.accounts.accounts()
    console.answer({"accounts": [_as_json(account) for account in accounts]}, (_line(account) for account in accounts))


def _deed(deed: AccountDeed, summary: str) -> click.Command:
    @click.command(deed.value, help=summary)
    @click.argument("name")
    @verb
    def run(console: Console, name: str) -> None:
        with console.county() as county:
            token = do_to_account(county, OPERATOR, name, deed.value)
            account = county.accounts.account(name)
        _answer(console, account, token)

    return run


for _one, _summary in (
    (AccountDeed.CLOSE, "停用账号：结束其全部登录，链接作废，记录保留。"),
    (AccountDeed.REOPEN, "重新启用停用的账号。"),
    (AccountDeed.SIGN_OUT, "结束一人的全部登录。"),
    (AccountDeed.UNLOCK, "解除连续输错口令造成的暂停。"),
    (AccountDeed.RESET, "作废口令，打印新的一次性链接。"),
):
    command.add_command(_deed(_one, _summary))


def _answer(console: Console, account: Account, token: str) -> None:
    path = f"/invite/{token}" if token else ""
    lines = [_line(account), *([f"一次性链接：{path}"] if path else [])]
    console.answer({**_as_json(account), **({"invitation": path} if path else {})}, lines)


def _as_json(account: Account) -> dict[str, object]:
    person = account.person
    return {
        "name": person.name,
        "display_name": person.display_name,
        "role": person.role.value,
        "divisions": list(person.divisions),
        "active": account.active,
        "closed": account.closed,
        "locked": account.locked_until is not None,
    }


def _line(account: Account) -> str:
    person = account.person
    state = "已停用" if account.closed else "在用" if account.active else "待启用"
    return f"{person.name}  {person.role.term}  {'、'.join(person.divisions)}  {state}"
