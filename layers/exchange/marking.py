"""Marking: the uploaded workbook itself, with its problems written into it, by a process that locked itself in."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from dataclasses import asdict
from pathlib import Path

from layers.exchange.plan import ImportPlan
from layers.exchange.problems import BESIDE, SHEET, SHEET_COLUMNS, row_problems, sheet_rows

HERE = Path(__file__).parent
START = (
    "import sys, types; root, here = sys.argv[1:3]; sys.path.insert(0, root); "
    "import layers; door = types.ModuleType('layers.exchange'); door.__path__ = [here]; "
    "sys.modules['layers.exchange'] = door; from layers.exchange.marking_child import main; main()"
)
UPLOAD, JOB, MARKED = "upload.xlsx", "job.json", "marked.xlsx"
WALL_SECONDS = 120.0


def mark_workbook(source: Path, target: Path, plan: ImportPlan) -> bool:
    """Writes a copy of the workbook with marked cells, the columns of BESIDE and the sheet of problems.

    Formulas are kept as their last values: nothing that runs leaves here. False when the workbook could not
    be written again in the time and memory there is; then nothing was written.
    """
    with tempfile.TemporaryDirectory(prefix="marking-") as name:
        folder = Path(name)
        shutil.copyfile(source, folder / UPLOAD)
        (folder / JOB).write_text(json.dumps(_job(plan), ensure_ascii=False), "utf-8", errors="replace")
        command = [sys.executable, "-I", "-X", "utf8", "-c", START, str(HERE.parents[1]), str(HERE)]
        environment = {"PATH": "", "HOME": name, "TMPDIR": name, "LANG": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"}
        try:
            subprocess.run(  # noqa: S603  (our own module in an empty folder of its own)
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=folder,
                env=environment,
                timeout=WALL_SECONDS,
                check=True,
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
            return False
        shutil.copyfile(folder / MARKED, target)
    return True


def _job(plan: ImportPlan) -> dict[str, object]:
    return {
        "sheet": plan.table.name,
        "header_rows": [min(plan.table.header_rows, default=1), max(plan.table.header_rows, default=1)],
        "beside": BESIDE,
        "rows": [asdict(problems) for problems in row_problems(plan).values()],
        "problem_sheet": SHEET,
        "problem_columns": SHEET_COLUMNS,
        "problems": sheet_rows(plan),
    }
