"""One county is a profile: outside it nothing names the county, its code or its planar CRS."""

from __future__ import annotations

import re

from tests.house.source import PACKAGES, ROOT, files, place

OURS = re.compile(r"621025|正宁|\b4545\b|\b4524\b|Zhengning")
PROFILE = ROOT / "layers/profiles/zhengning"


def test_only_the_profile_names_the_county() -> None:
    kinds = (".py", ".html", ".js", ".css", ".toml", ".json", ".csv", ".po", ".xml", ".typ", ".sql", ".txt", ".mako")
    found = [
        place(file, n)
        for file in files(*PACKAGES, "static", suffixes=kinds)
        if not file.is_relative_to(PROFILE)
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if OURS.search(line)
    ]
    assert found == []
