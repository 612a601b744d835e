"""The command line's contract: one JSON document on stdout and nothing else, its schema, messages on stderr, exit status."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import jsonschema
import pytest
from click.testing import CliRunner

from geo_app.cli import VERBS, main
from tests.county import copied

SCHEMAS = Path(__file__).parents[3] / "geo_app/cli/schemas"
WITHOUT_JSON = {"serve", "assets"}
"""Verbs that answer by what they start, not by a document."""


@dataclass
class Ran:
    """What one call of the command line did."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        """The one document on stdout."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Runner = Callable[..., Ran]


@pytest.fixture
def run(tiny_county_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Runner:
    """Calls the command line on a small county of one's own, from an empty folder."""
    folder = tmp_path / "county"
    with copied(tiny_county_folder, folder):
        pass
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    for name in ("GEO_APP_DATA", "GEO_APP_DATABASE"):
        monkeypatch.delenv(name, raising=False)

    def call(*arguments: str, data: Path = folder) -> Ran:
        result = CliRunner().invoke(main, ["--data", str(data), *arguments])
        assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
        return Ran(result.exit_code, result.stdout, result.stderr)

    return call


@dataclass(frozen=True)
class Call:
    """Arguments of one verb, and the status it must end with. `before` is called first."""

    arguments: tuple[str, ...]
    status: int = 0
    before: tuple[str, ...] = ()
    empty: bool = False


CALLS: dict[str, list[Call]] = {
    "backup": [Call(("backup.zip",))],
    "bench": [Call(("read_tables",))],
    "check": [Call(("door_plate",)), Call(())],
    "demo": [Call(("--profile", "invented"))],
    "explain": [
        Call(("和顺里", "--class", "street", "--scale", "width_m=9")),
        Call(("巴黎花园", "--class", "residential_or_building"), status=1),
        Call(
            ("巴黎花园", "--class", "residential_or_building", "--override", "naming.foreign=历史地名", "--by", "王芳"),
        ),
        Call(
            ("南关街", "--class", "street", "--neighbours", "streets.csv"),
            before=("export", "street", "streets.csv"),
        ),
    ],
    "export": [Call(("street", "streets.csv")), Call(("street", "streets.geojson", "--where", "name=没有"))],
    "geocode": [
        Call(("<address>",)),
        Call(("兰州市城关区怡园路12号",), status=1),
        Call(("怎么也认不出来",), status=1),
        Call(
            ("--batch", "plates.csv", "--out", "found.csv", "--column", "标准地址"),
            before=("export", "door_plate", "plates.csv"),
        ),
    ],
    "import": [
        Call(("street", "streets.csv", "--dry-run"), before=("export", "street", "streets.csv")),
        Call(("street", "streets.csv"), before=("export", "street", "streets.csv")),
    ],
    "inspect": [
        Call(("route", "--line", "<line>")),
        Call(("displacement", "--before", "117.0123,31.2345", "--after", "117.0124,31.2345", "--after-method", "phone")),
        Call(("displacement", "--before", "117.0123,31.2345", "--after", "117.0124,31.2345", "--after-method", "rtk"),
             status=1),
    ],
    "layers": [Call(())],
    "numbering": [
        Call(("audit",)),
        Call(("infer", "--space", "怡园路")),
        Call(("next", "117.01156", "31.06756")),
        Call(("audit", "--plates", "plates.csv"), before=("export", "door_plate", "plates.csv")),
    ],
    "report": [Call(("inspection", "--line", "<line>", "-o", "report.html"))],
    "restore": [Call(("backup.zip",), before=("backup", "backup.zip"), empty=True)],
    "reverse": [Call(("117.01156", "31.06756")), Call(("116.95", "31.2")), Call(("121.5", "31.2"), status=1)],
    "romanize": [Call(("长安街",))],
    "site": [
        Call(("accessibility", "--demand", "door_plate", "--supply", "day_care_centre", "--threshold", "3000",
              "--method", "coverage")),
        Call(("p-center", "--demand", "door_plate", "--candidates", "place", "--p", "2")),
        Call(("lscp", "--demand", "door_plate", "--candidates", "place", "--radius", "0.001"), status=1),
        Call(
            ("suitability", "--kind", "public_cemetery", "--site", "cemeteries.geojson", "--no-own"),
            before=("export", "public_cemetery", "cemeteries.geojson"),
        ),
    ],
    "snapshot": [Call(("snapshot.gpkg",)), Call(("public.gpkg", "--public"))],
    "template": [Call(("door_plate", "--format", "csv")), Call(("door_plate",))],
    "topology": [
        Call(("townships.geojson", "--lines"), before=("export", "division", "townships.geojson", "--where", "level=township")),
        Call(("all.gpkg", "--proposals"), status=1, before=("export", "division", "all.gpkg")),
    ],
    "user": [
        Call(("add", "王芳", "--role", "county_clerk")),
        Call(("list",)),
        *(Call((deed, "王芳"), before=("user", "add", "王芳", "--role", "planner"))
          for deed in ("close", "reopen", "sign-out", "unlock", "reset")),
    ],
    "verify": [Call(())],
}  # fmt: skip
REFUSED: dict[str, tuple[str, ...]] = {
    "explain": ("南关街", "--class", "没有这一类"),
    "geocode": ("--batch", "empty.csv", "--out", "found.csv"),
    "import": ("street", "empty.csv"),
    "inspect": ("route", "--line", "没有这条线"),
    "numbering": ("audit", "--space", "没有这条路"),
    "report": ("inspection", "--line", "没有这条线", "-o", "report.html"),
    "restore": ("empty.csv",),
    "reverse": ("here", "31.2"),
    "site": ("accessibility", "--demand", "没有这个图层", "--supply", "door_plate", "--threshold", "900"),
    "user": ("close", "没有这个人"),
    "export": ("street", "streets.unknown"),
}
WRONG_USE = [
    ("no-such-verb",),
    ("export", "no_such_layer", "x.csv"),
    ("template",),
    ("user", "add", "王芳", "--role", "public"),
    ("import", "street", "no-such-file.csv"),
    ("serve", "--port", "99999"),
    ("site", "suitability", "--kind", "public_cemetery"),
    ("site", "p-median", "--demand", "door_plate", "--candidates", "place"),
    ("explain", "南关街"),
    ("inspect", "track"),
    ("geocode",),
    ("geocode", "南关街", "--out", "x.csv"),
    ("explain", "南关街", "--class", "street", "--scale", "width_m=wide"),
    ("export", "street", "x.csv", "--as-of", "yesterday"),
]


def test_every_verb_is_called() -> None:
    assert set(CALLS) | WITHOUT_JSON >= set(VERBS), "give each new verb a call in CALLS"


def test_every_document_has_a_schema() -> None:
    known = {file.stem for file in SCHEMAS.glob("*.json")}
    assert set(VERBS) - WITHOUT_JSON <= known
    for file in SCHEMAS.glob("*.json"):
        jsonschema.Draft202012Validator.check_schema(json.loads(file.read_text(encoding="utf-8")))


def known_calls() -> list[tuple[str, Call]]:
    return [(verb, call) for verb, calls in sorted(CALLS.items()) for call in calls if verb in VERBS]


@pytest.mark.parametrize(("verb", "call"), known_calls(), ids=lambda value: str(getattr(value, "arguments", value)))
def test_json_is_one_valid_document_and_nothing_else(run: Runner, tmp_path: Path, verb: str, call: Call) -> None:
    if call.before:
        assert run(*call.before).status == 0
    found = {"<line>": _line, "<address>": _address}
    arguments = [found[word](run) if word in found else word for word in call.arguments]
    data = {"data": tmp_path / "empty-county"} if call.empty else {}
    ran = run(verb, *(("--json", *arguments) if verb != "user" else (arguments[0], "--json", *arguments[1:])), **data)
    assert ran.status == call.status, ran.out + ran.err
    validate(verb, ran.document)
    assert "findings" in ran.document or verb not in {
        "check",
        "import",
        "report",
        "restore",
        "reverse",
        "verify",
        "romanize",
        "numbering",
        "site",
        "explain",
        "geocode",
        "inspect",
        "topology",
    }


@pytest.mark.parametrize("verb", sorted(REFUSED))
def test_a_refusal_is_a_document_too(run: Runner, verb: str) -> None:
    Path("empty.csv").write_bytes(b"")
    ran = run("--json", verb, *REFUSED[verb])
    assert ran.status == 1, ran.out + ran.err
    validate("refused", ran.document)
    spoken = run(verb, *REFUSED[verb])
    assert spoken.status == 1
    assert re.search("[\u4e00-\u9fff]", spoken.out + spoken.err)
    assert "Traceback" not in spoken.out + spoken.err


@pytest.mark.parametrize("arguments", WRONG_USE, ids=" ".join)
def test_wrong_usage_is_two(run: Runner, arguments: tuple[str, ...]) -> None:
    ran = run(*arguments)
    assert ran.status == 2
    assert ran.out == ""
    assert ran.err
    assert run("--json", *arguments).out == ""


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_help_speaks_chinese(run: Runner, verb: str) -> None:
    ran = run(verb, "--help")
    assert ran.status == 0
    assert re.search("[\u4e00-\u9fff]", ran.out)
    assert ran.err == ""


def test_help_lists_the_verbs_without_loading_one(run: Runner) -> None:
    ran = run("--help")
    assert all(verb in ran.out for verb in VERBS)


def test_people_read_lines_programs_read_json(run: Runner) -> None:
    spoken = run("layers")
    assert "door_plate" in spoken.out
    with pytest.raises(json.JSONDecodeError):
        json.loads(spoken.out)
    assert run("layers", "--json").document == run("--json", "layers").document


def test_what_breaks_inside_is_said_calmly_and_written_down(run: Runner, tmp_path: Path, monkeypatch: Any) -> None:
    def breaks(*_: object, **__: object) -> None:
        raise ZeroDivisionError("the inside")

    monkeypatch.setattr("layers.store.sql_store.SqlStore.verify", breaks)
    ran = run("verify", "--json")
    assert ran.status == 1
    validate("refused", ran.document)
    assert "Traceback" not in ran.out + ran.err
    [log] = (tmp_path / "county/logs").glob("*.jsonl")
    assert "ZeroDivisionError" in log.read_text(encoding="utf-8")


def test_a_file_that_cannot_be_written_is_named(run: Runner) -> None:
    ran = run("template", "street", "-o", "no/such/folder/street.xlsx", "--json")
    assert ran.status == 1
    assert "no/such/folder" in ran.document["findings"][0]["message"]


def test_settings_that_cannot_be_read_are_wrong_usage(run: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GEO_APP_PORT", "eight")
    ran = run("layers")
    assert ran.status == 2
    assert "port" in ran.err


def test_a_person_added_at_the_console_comes_in_by_the_link(run: Runner) -> None:
    added = run("user", "add", "王芳", "--role", "township_clerk", "--division", "<seat>", "--json")
    assert added.status == 1
    assert added.document["findings"][0]["rule"] == "account.division"
    added = run("user", "add", "王芳", "--role", "township_clerk", "--json")
    assert added.document["findings"][0]["rule"] == "account.division", "a township's clerk has a township"
    again = run("user", "add", "王芳", "--role", "county_clerk", "--json")
    assert again.document["invitation"].startswith("/invite/")
    assert run("user", "list", "--json").document["accounts"][0]["active"] is False


def _line(run: Runner) -> str:
    run("export", "boundary_line", "lines.csv")
    import csv  # noqa: PLC0415

    with Path("lines.csv").open(encoding="utf-8-sig") as stream:
        rows = list(csv.reader(stream))
    return next(cell for row in rows[1:] for cell in row if re.fullmatch(r"\d{10,}[A-Z]?", cell) or "线" in cell)


def _address(run: Runner) -> str:
    run("export", "door_plate", "plates.csv")
    import csv  # noqa: PLC0415

    with Path("plates.csv").open(encoding="utf-8-sig") as stream:
        return next(iter(csv.DictReader(stream)))["标准地址"]


def validate(schema: str, document: dict[str, Any]) -> None:
    """Raises when the document is not what its schema says."""
    jsonschema.validate(document, json.loads((SCHEMAS / f"{schema}.json").read_text(encoding="utf-8")))


def test_click_is_asked_as_it_is_meant() -> None:
    assert isinstance(main, click.Group)
