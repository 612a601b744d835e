"""`geo-app serve`: the web application, one ready line, and the one-time links of people not yet here."""

from __future__ import annotations

import sys
import threading
import time
import urllib.request

import click

from geo_app.cli.console import Console, verb
from geo_app.factory import create_app
from geo_app.services.first_people import pending_invitations
from layers.store import engine_report


@click.command("serve")
@click.option("--host", help="监听地址（默认 127.0.0.1，只有本机能访问）")
@click.option("--port", type=int, help="监听端口（默认 8750）")
@verb
def command(console: Console, host: str | None, port: int | None) -> None:
    """启动网页应用；第一次启动时打印管理员（和演示人员）的一次性登录链接。"""
    settings = console.settings
    address = f"http://{host or settings.host}:{port or settings.port}"
    with console.county() as county, county.store.hold_server_place():
        console.say(f"数据引擎：{engine_report()}")
        app = create_app(county)
        for invitation in pending_invitations(county):
            console.say(f"一次性登录链接  {invitation.role_title:<8} {invitation.name:<10} {address}/invite/{invitation.token}")
        threading.Thread(target=_announce, args=(address,), daemon=True).start()
        _run(app, host or settings.host, port or settings.port)


def _announce(address: str) -> None:
    """Prints the ready line once the server answers its own health check."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2):  # noqa: S310  (our own address)
                break
        except OSError:
            time.sleep(0.05)
    click.echo(f"就绪 ready: {address}/")
    sys.stdout.flush()


def _run(app: object, host: str, port: int) -> None:
    """Waitress on every system: one process, several threads, one database library."""
    import waitress  # noqa: PLC0415  (the server is only needed here)

    waitress.serve(app, host=host, port=port, threads=8, ident=None)
