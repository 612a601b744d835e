"""No page and no script of ours names another host, so none can be asked for anything."""

from __future__ import annotations

import re

from tests.house.source import files, place

ADDRESS = re.compile(r"(?:https?:)?//(?:[\w-]+\.)+[a-z]{2,}[^\s\"'<>)]*", re.IGNORECASE)
NAMESPACES = ("http://www.w3.org/", "https://www.w3.org/", "http://schemas.", "http://www.opengis.net/")


def foreign(text: str) -> list[str]:
    """Addresses of other hosts in `text`; names of XML namespaces are names, not addresses."""
    return [found for found in ADDRESS.findall(text) if not found.startswith(NAMESPACES)]


def test_the_check_finds_what_it_should() -> None:
    assert foreign('<script src="https://cdn.example.com/a.js">') == ["https://cdn.example.com/a.js"]
    assert foreign('<img src="//cdn.example.com/a.png">') == ["//cdn.example.com/a.png"]
    assert foreign('<svg xmlns="http://www.w3.org/2000/svg"></svg> // a comment, http://127.0.0.1:8750/') == []


def test_templates_and_static_files_name_no_other_host() -> None:
    kinds = (".html", ".js", ".css", ".svg", ".json", ".webmanifest")
    found = [
        (place(file, n), addresses)
        for file in files("geo_app/templates", "geo_app/maps", "static", suffixes=kinds)
        if not file.name.startswith("package")
        for n, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if (addresses := foreign(line))
    ]
    assert found == []
