"""`geo-app user`: people."""

from __future__ import annotations

import click

from geo_app.accounts.permissions import Role
from geo_app.cli.console import Console, verb


@click.group("user")
def command() -> None:
    """账号：没有默认账号，也不设初始口令，只发一次性链接。"""


@command.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role if role is not Role.PUBLIC]))
@click.option("--division", "divisions", multiple=True, help="所辖区划代码，可重复；县级人员可不填")
@verb
def add(console: Console, name: str, role: str, divisions: tuple[str, ...]) -> None:
    """新增一人，打印一次性登录链接的路径。"""
    with console.county() as county:
        token = county.accounts.create_invitation(name, Role(role), divisions or (county.profile.code,))
    path = f"/invite/{token}"
    console.answer(
        {"name": name, "role": role, "divisions": list(divisions), "invitation": path},
        [f"{name}（{Role(role).term}）的一次性链接：{path}"],
    )
