"""Texts come through decoding and cutting character for character, or the file is refused; nothing is replaced."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gazetteer.errors import Refused
from gazetteer.findings import Finding
from layers.exchange.decoding import decoded
from layers.exchange.formats import csv_text
from layers.exchange.formats.task import Task
from layers.exchange.limits import DEFAULT
from layers.exchange.prechecks.json_text import parsed
from layers.exchange.prechecks.xml import xml_root

WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
HAN = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=1, max_size=8)
ENCODINGS = ("utf-8-sig", "utf-16", "utf-8")


def read_back(path: Path, rows: list[list[str]], encoding: str, delimiter: str = ",") -> list[tuple[object, ...]]:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows([["名称", "备注"], *rows])
    path.write_bytes(out.getvalue().encode(encoding))
    return [row.cells for row in csv_text.read(Task(path, "表", "", DEFAULT)).tables[0].rows]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(rows=st.lists(st.tuples(HAN, WORDS), min_size=1, max_size=6), encoding=st.sampled_from(ENCODINGS))
def test_any_text_comes_back(tmp_path: Path, rows: list[tuple[str, str]], encoding: str) -> None:
    named = [[f"甲{name}", note] for name, note in rows]
    assert read_back(tmp_path / "a.csv", named, encoding) == [(name, note or None) for name, note in named]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(rows=st.lists(st.tuples(HAN, HAN), min_size=3, max_size=8), delimiter=st.sampled_from(",;\t|"))
def test_chinese_text_without_a_mark_comes_back(tmp_path: Path, rows: list[tuple[str, str]], delimiter: str) -> None:
    named = [[f"甲{name}", note] for name, note in rows]
    assert read_back(tmp_path / "a.csv", named, "gb18030", delimiter) == [tuple(row) for row in named]


@given(st.binary(max_size=200))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    read = outcome(lambda: decoded(data))
    if read is not None:
        text, encoding, _ = read
        assert data.endswith(text.encode(encoding)) or encoding == "gb18030"


@given(st.text(max_size=60), st.sampled_from(["", "[", '{"a":', '{"type":"Feature","properties":{"']))
def test_any_text_is_json_or_refused(text: str, start: str) -> None:
    outcome(lambda: parsed(start + text, DEFAULT))


@given(st.binary(max_size=60), st.sampled_from([b"", b"<kml>", b"<?xml version='1.0'?>", b"<!DOCTYPE x>"]))
def test_any_bytes_are_xml_or_refused(data: bytes, start: bytes) -> None:
    assert outcome(lambda: xml_root(start + data, "XML", DEFAULT)) is None or b"<!DOCTYPE" not in start


def outcome(read: Callable[[], Any]) -> Any:
    """What was read, or None for a refusal that says what to do; any other exception fails the test."""
    refusals: tuple[Finding, ...] = ()
    try:
        return read()
    except Refused as no:
        refusals = no.findings
    assert refusals
    assert all(finding.remedy for finding in refusals)
    return None
