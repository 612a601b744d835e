"""Rules about characters and names: what cannot be read, what only looks right, names that nobody approved."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from gazetteer.findings import Finding, Severity
from gazetteer.numbering.gaps import missing_numbers
from gazetteer.numbering.ranges import as_ranges
from gazetteer.numbering.rows import RowRule, Rows
from gazetteer.numbering.rules import Judge

INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\u00a0\u3000\\s]")
UNMARKED = re.compile("[^（），：；！？、。]+")
"""What stands between the full-width marks that Chinese text is rightly written with."""

FOREIGN = re.compile("[\u0370-\u052f\u3041-\u30ff]")
"""Greek, Cyrillic and kana: some look like Latin letters or Chinese characters."""


@cache
def traditional() -> Mapping[str, str]:
    """Traditional and variant characters of place names → the character to write (the table addresses are read by)."""
    text = (resources.files("gazetteer.addresses") / "traditional.csv").read_text(encoding="utf-8")
    return {written: row["simplified"] for row in csv.DictReader(text.splitlines()) for written in row["written"]}


GROUP_WORD = re.compile(r"(村民小组|小组|组|社|队)$")


def check_characters(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N26: compatibility forms, full-width digits, traditional and invisible characters, with the plain form."""
    titles = {"number_text": "门牌号", "face_text": "牌面文字", "label": "标准地址", "space_name": "街路巷或小组"}
    present = {key: title for key, title in titles.items() if key in rows.present}
    known: dict[str, tuple[str, list[str]]] = {}
    for identity, *texts in rows.each("id", *present):
        for title, text in zip(present.values(), texts, strict=True):
            if not text:
                continue
            if text not in known:
                known[text] = plain_text(text)
            plain, reasons = known[text]
            if not reasons:
                continue
            yield judge.finding(
                "N26",
                f"{title}“{text}”里有{'、'.join(reasons)}",
                subject=str(identity),
                column=title,
                value=str(text),
                severity=Severity.WARNING if reasons == ["全角字符"] else None,
                remedy=f"写作“{plain}”" if plain != text else "换成形近的汉字、数字或拉丁字母",
            )
            break


def plain_text(text: str) -> tuple[str, list[str]]:
    """The plain form of a text, and why it is not plain already; no reasons when it is."""
    reasons = []
    visible = INVISIBLE.sub("", text)
    if visible != text:
        reasons.append("空白或不可见字符")
    folded = _folded(INVISIBLE.sub("", _folded(visible)))
    if folded != visible:
        wide = all(0xFF01 <= ord(c) <= 0xFF5E for c in visible if unicodedata.normalize("NFKC", c) != c)
        reasons.append("全角字符" if wide else "兼容字形")
    table = traditional()
    simple = "".join(table.get(character, character) for character in folded)
    if simple != folded:
        reasons.append(f"繁体字或异体字“{''.join(dict.fromkeys(c for c in folded if c in table))}”")
    if foreign := FOREIGN.findall(simple):
        reasons.append(f"形近的外文字母“{''.join(dict.fromkeys(foreign))}”")
    return simple, reasons


def _folded(text: str) -> str:
    """Compatibility forms made plain (NFKC), marks that Chinese text is rightly written with left as they are."""
    return UNMARKED.sub(lambda run: unicodedata.normalize("NFKC", run[0]), text)


def check_names(rows: Rows, judge: Judge) -> Iterator[Finding]:
    """N21: the street's name is an approved standard name today; one finding a street."""
    unapproved: dict[str, tuple[str, int]] = {}
    for space, name, approved in rows.each("space", "space_name", "name_approved"):
        if space and approved is False:
            unapproved[space] = (name, unapproved.get(space, ("", 0))[1] + 1)
    for space, (name, count) in unapproved.items():
        yield judge.finding(
            "N21",
            f"街路巷“{name}”不是地名库中批准的标准名称，牵涉门牌 {count} 块",
            subject=space,
            column="街路巷",
            value=name,
            remedy="先办命名或更名，或把门牌改挂到标准名称下",
        )


@dataclass(frozen=True, slots=True)
class Group:
    """A villagers' group: identity, name, number, the village it belongs to."""

    id: str
    name: str
    number: int | None
    village: str


def check_groups(groups: Sequence[Group], judge: Judge) -> Iterator[Finding]:
    """N22: a village's groups are numbered 1 to n, and called 组, 社 or 队 throughout."""
    villages: dict[str, list[Group]] = defaultdict(list)
    for group in groups:
        villages[group.village].append(group)
    for village, own in villages.items():
        numbers = [group.number for group in own if group.number]
        missing = missing_numbers(numbers, first=1)
        twice = sorted({number for number in numbers if numbers.count(number) > 1})
        words = {found[1] for group in own if (found := GROUP_WORD.search(group.name))}
        wrong = [f"缺 {as_ranges(missing)} 组"] if missing else []
        wrong += [f"{as_ranges(twice)} 组重复"] if twice else []
        wrong += [f"{'、'.join(sorted(words))}混用"] if len(words) > 1 else []
        if wrong:
            yield judge.finding(
                "N22",
                f"{village}的村民小组{'；'.join(wrong)}",
                subject=village,
                column="组号",
                remedy="核对小组名册；撤并过的小组登记沿革",
                related=[group.id for group in own],
            )


def check_totals(
    counts: Mapping[str, int], declared: Mapping[str, int], titles: Mapping[str, str], judge: Judge
) -> Iterator[Finding]:
    """N20: plates by kind against the published totals."""
    for kind, published in declared.items():
        if counts.get(kind, 0) != published:
            yield judge.finding(
                "N20",
                f"{titles.get(kind, kind)}登记 {counts.get(kind, 0)} 块，公布 {published} 块，"
                f"{'多' if counts.get(kind, 0) > published else '少'} {abs(counts.get(kind, 0) - published)} 块",
                column="门牌类型",
                value=str(counts.get(kind, 0)),
                remedy="核对是漏登、变动，还是公布口径不同",
            )


WORDING_RULES = (
    RowRule("N21", ("name_approved",), check_names),
    RowRule("N26", ("number_text",), check_characters),
)
