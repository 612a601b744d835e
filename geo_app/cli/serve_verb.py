"""`geo-app serve`: the web application, one ready line, and the one-time links of people not yet here."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
import urllib.request
from dataclasses import replace

import click

from geo_app.cli.console import Console, verb
from geo_app.cli.server import address_of, refuse_taken_address, run_server
from geo_app.services.first_people import pending_invitations
from layers.store import engine_report

READY_WAIT_S = 60.0


@click.command("serve")
@click.option("--host", help="监听地址（默认 127.0.0.1，只有本机能访问）")
@click.option("--port", type=click.IntRange(1, 65535), help="监听端口（默认 8750）")
@verb
def command(console: Console, host: str | None, port: int | None) -> None:
    """启动网页应用；还没有人登录过的账号，启动时打印一次性登录链接。"""
    settings = replace(console.settings, host=host or console.settings.host, port=port or console.settings.port)
    address = address_of(settings)
    with contextlib.ExitStack() as held:
        with console.county() as county:
            held.enter_context(county.store.hold_server_place())
            refuse_taken_address(settings)
            console.say(f"数据引擎：{engine_report()}")
            for invitation in pending_invitations(county):
                console.say(
                    f"一次性登录链接  {invitation.role.term}  {invitation.name}  {address}/invite/{invitation.token}"
                )
        threading.Thread(target=_announce, args=(address,), daemon=True).start()
        run_server(settings)


def _announce(address: str) -> None:
    """Prints the ready line once the server answers its own health check."""
    deadline = time.monotonic() + READY_WAIT_S
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310  (our own address)
                break
        except OSError:
            time.sleep(0.05)
    else:
        click.echo("服务没有在一分钟内就绪，请看上面的日志", err=True)
        return
    click.echo(f"就绪 ready: {address}/")
    sys.stdout.flush()
