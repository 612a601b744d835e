"""Timing, and the county that is measured."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from geo_app.config import load_settings
from geo_app.services.county import County, open_county

ROUNDS = 3


def seconds(work: Callable[[], object], rounds: int = 0) -> float:
    """The median of `rounds` runs (0: ROUNDS), in seconds of the wall clock."""
    found = []
    for _ in range(rounds or ROUNDS):
        started = time.perf_counter()
        work()
        found.append(time.perf_counter() - started)
    return median(found)


def processor_seconds(work: Callable[[], object], rounds: int = 0) -> float:
    """The median of `rounds` runs (0: ROUNDS), in seconds of this process's processor: others' load counts less."""
    found = []
    for _ in range(rounds or ROUNDS):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return median(found)


@contextmanager
def county_at(folder: Path) -> Iterator[County]:
    """The county of a data directory, opened and closed."""
    county = open_county(load_settings({"data_dir": str(folder)}, environment={}))
    try:
        yield county
    finally:
        county.close()
