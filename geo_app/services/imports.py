"""Importing a file: read in isolation, judged, previewed; loaded by the operator or drafted by a clerk."""

from __future__ import annotations

import contextlib
import gc
import getpass
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from gazetteer.errors import Refused
from geo_app.services.county import County
from layers.catalog import LAYERS
from layers.exchange import ImportOptions, ImportPlan, plan_file, read_file
from layers.exchange.table import ReadFile
from layers.layer import Layer
from layers.store import Decision, Scope

LONGEST_NAME = 120


def begin_reading(file: Path, filename: str, options: ImportOptions) -> Future[ReadFile]:
    """Sends a child to read `file` while the caller opens the county; the future raises what `read_file` raises."""
    hands = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
    reading = hands.submit(read_file, file, plain_name(filename), sheet=options.sheet)
    hands.shutdown(wait=False)
    return reading


def import_file(
    county: County,
    layer: Layer,
    file: Path,
    options: ImportOptions,
    *,
    dry_run: bool = False,
    errors: Path | None = None,
    reading: Future[ReadFile] | None = None,
) -> ImportPlan:
    """Judges `file` and, unless it is a dry run or refused, loads it: at the console that is the confirmation.

    `reading` is what `begin_reading` answered for the same file and options, when it was begun before.

    `errors` is where the problems are written back beside the rows, when there are any. Raises Refused for
    a file that cannot be read at all; a judged file is answered by its plan, whatever stands against it.
    """
    with _without_collecting():
        reading = reading or begin_reading(file, file.name, options)
        plan = _judge(county, layer, reading.result(), file.name, options, Scope.everything())
        if not dry_run and plan.edits:
            _load(county, plan)
    if errors is not None and plan.findings:
        from layers.exchange.error_workbook import write_errors  # noqa: PLC0415  (openpyxl only when it writes)

        write_errors(file, errors, plan)
    return plan


def judge_file(
    county: County, layer: Layer, file: Path, filename: str, options: ImportOptions, scope: Scope
) -> ImportPlan:
    """The plan for an uploaded file that a person calls `filename`, within the divisions they may change."""
    read = read_file(file, plain_name(filename), sheet=options.sheet)
    return _judge(county, layer, read, filename, options, scope)


def _judge(
    county: County, layer: Layer, read: ReadFile, filename: str, options: ImportOptions, scope: Scope
) -> ImportPlan:
    every = {each.key: each for each in LAYERS}
    return plan_file(layer, read, plain_name(filename), options, county.store, scope, every)


def plain_name(filename: str) -> str:
    """A file's own name without folders or control characters."""
    name = filename.replace("\\", "/").rsplit("/", 1)[-1]
    name = "".join(letter for letter in name if letter.isprintable()).strip()
    stem, dot, ending = name.rpartition(".")
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending}" if dot else name[:LONGEST_NAME]


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """No search for garbage while millions of values are made that are all needed: a tenth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _load(county: County, plan: ImportPlan) -> None:
    decision = Decision(basis="console", decided_by=_operator(), decided_at=datetime.now(UTC))
    try:
        published = county.store.load(
            plan.edits, decision=decision, title=f"导入{plan.layer.title}：{plan.filename}", reason=_reason(plan)
        )
    except Refused as refused:
        plan.refuse(refused.findings)
        return
    plan.loaded = published.published


def _operator() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "console"


def _reason(plan: ImportPlan) -> str:
    return f"导入文件 {plan.filename}，SHA-256 {plan.sha256}"
