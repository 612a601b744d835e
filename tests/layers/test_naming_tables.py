"""An office's own words, scopes and limits: they count before the shipped ones, and a wrong line is refused with its number."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from gazetteer.categories import PlaceKind
from gazetteer.errors import Refused
from gazetteer.rules import Candidate, Extent, Neighbour, NeighbourIndex, explain, shipped_rulebook
from gazetteer.rules.rulebook import LEXICON_COLUMNS, LIMIT_COLUMNS, SCOPE_COLUMNS
from layers.naming_tables import LEXICON_FILE, LIMIT_FILE, SCOPE_FILE, own_rulebook

DAY = date(2026, 11, 26)


def write(folder: Path, name: str, columns: tuple[str, ...], *rows: str) -> None:
    (folder / name).write_text("\n".join([",".join(columns), *rows]) + "\n", encoding="utf-8")


def test_without_files_the_shipped_rulebook_holds(tmp_path: Path) -> None:
    assert own_rulebook(tmp_path, DAY) == shipped_rulebook(DAY)


def test_own_words_count_from_their_day(tmp_path: Path) -> None:
    write(tmp_path, LEXICON_FILE, LEXICON_COLUMNS, "company,云顶集团,within,error,,登记,2026-01-01,,confirmed")
    candidate = Candidate(text="云顶集团花园", kind=PlaceKind.RESIDENTIAL_OR_BUILDING)
    spoken = {f.rule for f in explain(candidate, book=own_rulebook(tmp_path, DAY)).findings}
    assert "naming.company" in spoken
    before = own_rulebook(tmp_path, date(2025, 12, 31))
    assert "naming.company" not in {f.rule for f in explain(candidate, book=before).findings}


def test_an_own_scope_replaces_the_shipped_one(tmp_path: Path) -> None:
    """A province that compares natural villages within the county, confirmed by its own rule."""
    row = "settlement,,county,error,warning,warning,info,,,本省办法第九条,2026-02-01,confirmed"
    write(tmp_path, SCOPE_FILE, SCOPE_COLUMNS, row)
    other = Neighbour(id="1", text="张家沟", kind=PlaceKind.SETTLEMENT, division="999901200201")
    candidate = Candidate(text="张家沟", kind=PlaceKind.SETTLEMENT, division="999901100201")
    judgement = explain(candidate, NeighbourIndex([other]), book=own_rulebook(tmp_path, DAY))
    [finding] = judgement.findings
    assert (finding.rule, finding.severity.value, finding.clause) == ("naming.duplicate", "error", "本省办法第九条")
    assert judgement.inquiry.scope is not None
    assert judgement.inquiry.scope.scope is Extent.COUNTY
    assert explain(candidate, NeighbourIndex([other]), day=DAY).findings == ()


def test_an_own_limit_replaces_the_shipped_one(tmp_path: Path) -> None:
    write(tmp_path, LIMIT_FILE, LIMIT_COLUMNS, "大道,width_m,30,,street,,本市规定,2026-01-01,confirmed")
    candidate = Candidate(text="和顺大道", kind=PlaceKind.STREET, scale={"width_m": 40})
    assert explain(candidate, book=own_rulebook(tmp_path, DAY)).findings == ()
    [finding] = explain(candidate, day=DAY).findings
    assert (finding.rule, "未核实" in finding.clause) == ("naming.generic_scale", True)


def test_every_wrong_line_is_told(tmp_path: Path) -> None:
    write(
        tmp_path,
        LEXICON_FILE,
        LEXICON_COLUMNS,
        "company,,within,error,,x,2026-01-01,,confirmed",
        "company,云顶,nearby,error,,x,2026-01-01,,confirmed",
        "company,云顶,within,terrible,,x,2026-01-01,,confirmed",
        "company,云顶,within,error,,x,昨天,,confirmed",
    )
    write(tmp_path, LIMIT_FILE, LIMIT_COLUMNS, "大道,width_m,宽,,street,,x,2026-01-01,confirmed")
    write(tmp_path, SCOPE_FILE, ("kind", "scope"), "street,county")
    with pytest.raises(Refused) as refused:
        own_rulebook(tmp_path, DAY)
    assert [(f.message.split()[0], f.row) for f in refused.value.findings] == [
        *((LEXICON_FILE, line) for line in (2, 3, 4, 5)),
        (SCOPE_FILE, 1),
        (LIMIT_FILE, 2),
    ]
