"""`geo-app inspect route`: the draft of a line's route text in sixteen directions."""

from __future__ import annotations

from pathlib import Path

import click

from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.cli.inspect_line import FILE, OUT, choice_of, line_options, needed
from geo_app.services.field_evidence import evidence_line
from geo_app.services.field_evidence_files import follows_of_file
from geo_app.services.field_evidence_route import draft_route


@click.command("route")
@line_options
@click.option("--follows", type=FILE, help="界线所沿地物的表：起、止（里程，米）、所沿")
@click.option("-o", "--out", type=OUT, help="把草稿另存为文本文件")
@verb
def route_command(
    console: Console,
    line: str,
    line_file: Path | None,
    line_crs: str,
    markers: Path | None,
    follows: Path | None,
    out: Path | None,
) -> None:
    """界线走向说明的草稿：由界桩到界桩，十六方位，沿线长度；所沿地物不知的留空待填。"""
    found = evidence_line(console.settings, needed(choice_of(line, line_file, line_crs, markers)))
    evidence = draft_route(found, follows_of_file(follows) if follows is not None else ())
    if out is not None:
        evidence.write(out)
    lines = [f"{found.name}走向说明（草稿）", *evidence.route.text.splitlines(), *finding_lines(evidence.findings)]
    console.answer(evidence.as_json(), lines, status=status_of(evidence.findings))


COMMANDS = (route_command,)
