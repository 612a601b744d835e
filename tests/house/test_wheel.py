"""An office PC needs a wheel and Python: the wheel carries declarations, templates, static files and fonts."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.house.source import ROOT, files


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """What is in a wheel built from a copy of what git tracks, and of the assets as they are installed here."""
    source, target = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    vendored = [str(f.relative_to(ROOT)) for f in (ROOT / "static/vendor").rglob("*") if f.is_file()]
    for name in filter(None, [*tracked, *vendored]):
        if (ROOT / name).is_file():
            copy = source / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", target, source], check=True
    )
    [wheel] = Path(target).glob("*.whl")
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.long
def test_the_wheel_carries_everything_but_tests(names: set[str]) -> None:
    kinds = (".py", ".html", ".csv", ".toml", ".json", ".js", ".css", ".svg", ".mo", ".typ", ".docx", ".mako")
    ours = {str(f.relative_to(ROOT)) for f in files("gazetteer", "layers", "geo_app", suffixes=kinds)}
    ours |= {"geo_app/" + str(f.relative_to(ROOT)) for f in files("static", suffixes=kinds)}
    assert ours - names == set()
    assert not [name for name in names if name.startswith(("tests/", "docs/"))]


@pytest.mark.long
def test_the_wheel_carries_the_vendored_assets(names: set[str]) -> None:
    vendored = {f for f in (ROOT / "static/vendor").rglob("*") if f.is_file() and "node_modules" not in f.parts}
    assert vendored, "run `make assets` first"
    assert {"geo_app/" + str(f.relative_to(ROOT)) for f in vendored} - names == set()
