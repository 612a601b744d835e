"""Documentation that cannot go stale."""

from __future__ import annotations

import importlib.util
import re
from types import ModuleType

import pytest

from geo_app.cli import VERBS
from tests.house.source import ROOT

DECISIONS = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))


def build() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build", ROOT / "docs/build.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_generated_pages_say_what_the_code_says() -> None:
    assert build().stale() == [], "run `make docs` and commit"


def test_every_verb_has_a_schema_for_its_answer() -> None:
    schemas = {file.stem for file in (ROOT / "geo_app/cli/schemas").glob("*.json")}
    assert set(VERBS) - schemas - {"serve", "assets"} == set()


@pytest.mark.parametrize("file", DECISIONS, ids=lambda file: file.stem)
def test_a_decision_fits_a_page_and_has_a_title(file) -> None:
    lines = file.read_text(encoding="utf-8").splitlines()
    assert re.match(r"# \S", lines[0])
    assert len(lines) <= 40


def test_decisions_have_numbers_of_their_own() -> None:
    numbers = [file.name[:4] for file in DECISIONS]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md"])
def test_the_make_verbs_named_in_the_readme_exist(name: str) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(
        re.findall(r"`make ([a-z-]+)`|^make ([a-z-]+)", (ROOT / name).read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {a or b for a, b in named} - targets == set()


def pages_with_links() -> list[str]:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "benchmarks/README.md"]
    return sorted(str(page.relative_to(ROOT)) for page in pages)


@pytest.mark.parametrize("page", pages_with_links())
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text)
    gone = [t for t in targets if not t.startswith("http") and not ((ROOT / page).parent / t).exists()]
    assert gone == []
