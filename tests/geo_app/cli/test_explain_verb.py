"""`geo-app explain` as a clerk uses it: what is refused, what is told, and nothing that moves the cursor."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from geo_app.cli import main

LIST = (
    "名称,类别,区划代码\n和平路,街路巷,999901100\n南关街,街路巷,999901100\n东关村,村（居）民委员会所在地,999901100201\n"
)


@dataclass(frozen=True)
class Answer:
    status: int
    out: str
    err: str

    @property
    def document(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.out)
        return found

    @property
    def rules(self) -> dict[str, str]:
        return {f["rule"].removeprefix("naming."): f["severity"] for f in self.document["findings"]}


@pytest.fixture
def ask(tmp_path: Path):
    (tmp_path / "list.csv").write_text(LIST, encoding="utf-8")

    def run(*arguments: str, as_json: bool = True, listed: bool = True) -> Answer:
        options = ["--json"] if as_json else []
        brought = ["--neighbours", str(tmp_path / "list.csv")] if listed else []
        done = CliRunner().invoke(main, ["--data", str(tmp_path / "data"), *options, "explain", *brought, *arguments])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Answer(done.exit_code, done.stdout, done.stderr)

    return run


def test_a_name_in_use_is_blocked_and_the_neighbour_is_named(ask) -> None:
    answer = ask("和平路", "--class", "street", "--division", "999901100")
    assert (answer.status, answer.document["verdict"]) == (1, "block")
    assert [n["name"] for n in answer.document["neighbours"]] == ["和平路"]
    told = ask("和平路", "--class", "街路巷", "--division", "999901100", as_json=False)
    assert told.status == 1
    assert "不得使用" in told.out
    assert "■ 禁止" in told.out
    assert "第九条第八项" in told.out


def test_a_registered_name_is_not_its_own_neighbour(ask) -> None:
    street = ("和平路", "--class", "street", "--registered")
    assert ask(*street).document["verdict"] == "ok"
    assert ask(*street, "--division", "999901200").document["findings"][0]["rule"] == "naming.registered"
    assert ask("和顺路", "--class", "street", "--registered").status == 1


def test_everything_is_judged_in_one_go(ask) -> None:
    answer = ask(
        "盒平大道", "--class", "street", "--division", "999901100", "--scale", "width_m=8", "--spelling", "Heping Dadao",
        "--place-code", "99990220022200000001", "--derived-from", "南关街", "--applicant", "盒平置业",
    )  # fmt: skip
    assert answer.status == 1
    assert {"generic_scale", "place_code", "base", "applicant"} <= set(answer.rules)


def test_an_override_needs_a_reason_and_stands_in_the_answer(ask) -> None:
    answer = ask("巴黎路", "--class", "street", "--override", "naming.foreign=清末旧名", "--by", "王芳")
    assert (answer.status, answer.rules["foreign"]) == (0, "info")
    assert [(o["rule"], o["reason"], o["by"]) for o in answer.document["overridden"]] == [
        ("naming.foreign", "清末旧名", "王芳")
    ]
    assert ask("巴黎路", "--class", "street", "--override", "naming.foreign= ").status == 1
    assert ask("巴黎路", "--class", "street", "--override", "naming.foreign=").status == 2


def test_a_planned_name_and_an_earlier_day(ask) -> None:
    assert ask("和平路", "--class", "street", "--division", "999901100", "--planned").rules["duplicate"] == "error"
    assert ask("和平路", "--class", "street", "--as-of", "2010-01-01").document["findings"] == []


def test_a_list_that_is_complete_for_the_province(ask) -> None:
    division = ("龙泉镇", "--class", "division", "--division", "999901")
    assert ask(*division).rules == {"scope_covered": "info"}
    assert ask(*division, "--covers", "province").rules == {}
    assert ask(*division, "--covers", "province", listed=False).status == 2


BAD = [
    "",
    " ",
    "\u3000",
    "路" * 200,
    "字" * 10_000,
    "南\x1b[2J关街",
    "南\n关街",
    "南\u202e关街",
    "南关街\U0001f600",
    "３６５路",
    "Ｎａｎ关街",
    "\ue000\ue001",
    "\U00023d66沽",
    "{{7*7}}",
    "'; DROP TABLE place; --",
    "é́路",
    "٣٤路",
    "㐀㐁村",
    "①街",
    "Ⅳ街",
    "--",
]


@pytest.mark.parametrize("name", BAD, ids=[repr(name[:12]) for name in BAD])
@pytest.mark.parametrize("kind", ["street", "settlement", "division"])
def test_any_text_is_answered_by_findings(ask, name: str, kind: str) -> None:
    answer = ask("--class", kind, "--", name)
    assert answer.status == 1
    assert answer.document["findings"]
    told = ask("--class", kind, "--", name, as_json=False)
    assert not any(ord(c) < 32 and c != "\n" for c in told.out + told.err)


def test_names_with_numerals_are_names(ask) -> None:
    for name in ("三嘉一路", "五一路", "东四十二条", "八里桥街"):
        assert ask(name, "--class", "street").document["verdict"] == "ok", name
    assert ask("二路", "--class", "street").rules == {"ordinal_only": "warning"}


def test_what_is_wrong_is_refused_with_the_right_words(ask, tmp_path: Path) -> None:
    assert "道路" in ask("和平路", "--class", "道路").document["findings"][0]["message"]
    assert ask("和平路", "--class", "99999").document["findings"][0]["rule"] == "naming.class"
    assert (
        ask("和平路", "--class", "street", "--division", "没有这里").document["findings"][0]["rule"]
        == "naming.division"
    )
    (tmp_path / "list.csv").write_text("编号\n1\n", encoding="utf-8")
    assert ask("和平路", "--class", "street").document["findings"][0]["rule"] == "naming.neighbour_list"


def test_the_offices_own_words_count(ask, tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    header = "list,term,match,severity,note,source,valid_from,valid_to,confidence\n"
    (data / "naming_lexicon.csv").write_text(header + "company,云顶,start,error,,登记,2026-01-01,,confirmed\n", "utf-8")
    assert ask("云顶路", "--class", "street").rules["company"] == "error"
    (data / "naming_lexicon.csv").write_text(header + "company,云顶,start,bad,,登记,2026-01-01,,confirmed\n", "utf-8")
    assert ask("云顶路", "--class", "street").document["findings"][0]["row"] == 2
