"""What every verb shares: its common options, one JSON document, messages on stderr, exit status."""

from __future__ import annotations

import functools
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec

import click

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity, blocking
from geo_app.config import Settings, load_settings
from geo_app.services.county import County, open_county
from geo_app.services.server_log import open_log

P = ParamSpec("P")
SHOWN_FINDINGS = 30


@dataclass(slots=True)
class Console:
    """A verb's way to speak. `answer` is called exactly once by a verb that succeeds."""

    settings: Settings
    as_json: bool
    status: int = field(default=0)

    def say(self, message: str) -> None:
        """A message to the person, on stderr."""
        click.echo(message, err=True)

    def answer(self, document: Mapping[str, Any], lines: Iterable[str] = (), *, status: int = 0) -> None:
        """The verb's result: `document` with --json, else `lines`. `status` is the exit status."""
        if self.as_json:
            click.echo(json.dumps(document, ensure_ascii=False, indent=1, default=str))
        else:
            for line in lines:
                click.echo(line)
        self.status = status

    def refuse(self, findings: Sequence[Finding]) -> None:
        """The verb ends here, with exit status 1: as one document with --json, else as lines on stderr."""
        if self.as_json:
            self.answer({"status": "rejected", "findings": [f.as_json() for f in findings]})
        else:
            for line in finding_lines(findings):
                self.say(line)
        self.status = 1

    @contextmanager
    def county(self, *, profile_name: str = "zhengning") -> Iterator[County]:
        """The data directory, opened, and closed again."""
        opened = open_county(self.settings, profile_name=profile_name)
        try:
            yield opened
        finally:
            opened.close()


def verb(function: Callable[Concatenate[Console, P], None]) -> Callable[P, None]:
    """Makes a function taking a Console a verb: common options, refusals as findings, exit status."""

    @click.option("--data", "data_dir", metavar="DIR", hidden=True)
    @click.option("--database", "database_url", metavar="URL", hidden=True)
    @click.option("--json", "as_json", is_flag=True, help="只在标准输出上打印一个 JSON 文档")
    @click.pass_context
    @functools.wraps(function)
    def run(ctx: click.Context, /, *args: Any, **options: Any) -> None:
        console = _console(ctx, options)
        try:
            function(console, *args, **options)
        except Refused as refused:
            console.refuse(refused.findings)
        except OSError as wrong:
            console.refuse([_file_finding(wrong)])
        except (click.ClickException, click.Abort):
            raise
        except Exception as wrong:
            open_log(console.settings.data_dir).exception("unexpected", verb=ctx.info_name)
            console.refuse([_unexpected(wrong)])
        sys.exit(console.status)

    return run


def _file_finding(wrong: OSError) -> Finding:
    where = f"：{wrong.filename}" if wrong.filename else ""
    return Finding(
        "cli.file",
        Severity.ERROR,
        f"文件不能读写{where}（{wrong.strerror or wrong}）",
        remedy="检查路径、权限和剩余空间",
    )


def _unexpected(wrong: Exception) -> Finding:
    return Finding(
        "cli.unexpected",
        Severity.ERROR,
        f"程序出错（{type(wrong).__name__}），没有完成",
        remedy="详情已写入数据目录的 logs；请连同命令一起告诉维护人员",
    )


def _console(ctx: click.Context, options: dict[str, Any]) -> Console:
    shared = ctx.obj or {}
    overrides = {key: options.pop(key) or shared.get(key) or "" for key in ("data_dir", "database_url")}
    as_json = bool(options.pop("as_json")) or bool(shared.get("as_json"))
    try:
        return Console(load_settings(overrides), as_json)
    except ValueError as wrong:
        raise click.UsageError(str(wrong)) from wrong


def finding_lines(findings: Iterable[Finding], limit: int = SHOWN_FINDINGS) -> list[str]:
    """Findings as lines a person reads in a terminal, the first `limit` of them and how many more."""
    all_findings = list(findings)
    lines = [_finding_line(finding) for finding in all_findings[:limit]]
    if len(all_findings) > limit:
        lines.append(f"……另有 {len(all_findings) - limit} 条，用 --json 查看全部")
    return lines


def _finding_line(finding: Finding) -> str:
    row = f"第 {finding.row} 行 " if finding.row is not None else ""
    column = f"[{finding.column}] " if finding.column else ""
    clause = f"（{finding.clause}）" if finding.clause else ""
    remedy = f" → {finding.remedy}" if finding.remedy else ""
    return f"{finding.severity.mark} {finding.severity.term} {row}{column}{finding.message}{clause}{remedy}"


def status_of(findings: Iterable[Finding]) -> int:
    """Exit status: 1 when a finding refuses, else 0."""
    return 1 if blocking(findings) else 0
