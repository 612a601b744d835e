"""`geo-app bench` runs on a small county and answers as its schema says; how quick it is, is nobody's test."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner

import benchmarks.clock
from geo_app.cli import main


def bench(folder: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(main, ["--data", str(folder), "--json", "bench", *arguments])
    return done.exit_code, done.stdout


@pytest.mark.parametrize("name", benchmarks.NAMES)
def test_each_benchmark_runs(tiny_county_folder: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(benchmarks.clock, "ROUNDS", 1)
    status, out = bench(tiny_county_folder, name)
    assert status == 0
    document = json.loads(out)
    jsonschema.validate(document, json.loads(files("geo_app.cli").joinpath("schemas/bench.json").read_text()))
    [answer] = document["benchmarks"]
    assert answer["name"] == name
    assert answer["ours"]["rows"] > 0
    assert all(ratio > 0 for figures in answer["ratios"].values() for ratio in figures.values())
    present = {peer for peer, figures in answer["peers"].items() if "not_installed" not in figures}
    assert answer["peers"]
    assert answer["ratios"].keys() == present


def test_an_unknown_name_and_an_empty_place_are_said(tmp_path: Path) -> None:
    assert bench(tmp_path, "nonsense")[0] == 2
    status, out = bench(tmp_path, "save")
    assert (status, json.loads(out)["findings"][0]["rule"]) == (1, "bench.county")
