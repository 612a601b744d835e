"""The snippets of docs/examples run as they stand, each page in one go, and print what the page says they print."""

from __future__ import annotations

import contextlib
import io
import re

import pytest

from tests.house.source import ROOT

PAGES = sorted((ROOT / "docs/examples").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_page_runs(page, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = page.read_text(encoding="utf-8")
    snippets = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    printed = "".join(re.findall(r"prints\n\n```text\n(.*?)```", text, re.DOTALL))
    assert snippets
    said = io.StringIO()
    names: dict[str, object] = {"__name__": page.stem}
    with contextlib.redirect_stdout(said):
        for snippet in snippets:
            exec(compile(snippet, str(page), "exec"), names)
    assert said.getvalue() == printed
