"""Measurements against peers on the same data; `geo-app bench` runs them."""

from __future__ import annotations

import importlib
import os
import platform
from collections.abc import Mapping
from pathlib import Path
from typing import Any

NAMES = (
    "read_tables",
    "write_workbook",
    "read_box",
    "map_weight",
    "save",
    "spell_names",
    "explain_name",
    "addresses",
    "audit_numbers",
    "reverse",
    "accessibility",
    "suitability",
    "siting_medians",
    "location_cover",
    "track_coverage",
    "coverage",
)
"""Those that run when none is named: they need the data directory and pip packages only."""

IN_A_BROWSER = ("map_ready",)
"""Those that start a server and a browser; they run when named."""


def run_benchmark(name: str, folder: Path) -> dict[str, Any]:
    """One benchmark's answer: name, ours, peers, ratios (peer ÷ ours; above 1 we are quicker or lighter), machine."""
    answer = importlib.import_module(f"benchmarks.{name}").run(folder)
    if "ours" not in answer:
        answer = {"ours": answer, "peers": {}, "ratios": {}}
    return {"name": name, "machine": machine(), **answer}


def machine() -> str:
    """What it ran on, in a line."""
    return f"{platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}, {platform.system()}"


def compared(ours: Mapping[str, float], peers: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """An answer with a ratio for every figure that a peer shares with us."""
    ratios = {
        peer: {key: float(f"{value / ours[key]:.3g}") for key, value in figures.items() if ours.get(key)}
        for peer, figures in peers.items()
    }
    return {
        "ours": _rounded(ours),
        "peers": {peer: _rounded(figures) for peer, figures in peers.items()},
        "ratios": ratios,
    }


def _rounded(figures: Mapping[str, float]) -> dict[str, float]:
    return {key: round(value, 4) for key, value in figures.items()}
