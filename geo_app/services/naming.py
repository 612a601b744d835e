"""Explaining a proposed name: the county's names, or a list somebody brings, and the rules of a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from gazetteer.categories import PlaceKind, class_of
from gazetteer.errors import Refused
from gazetteer.rules import Candidate, Extent, Judgement, Neighbour, NeighbourIndex, Override, Rulebook, explain
from geo_app.config import Settings
from geo_app.services.county import County
from geo_app.services.spelling import kind_of, reading_tables
from layers.naming import NamedCounty, named_county
from layers.naming_tables import own_rulebook
from layers.neighbour_list import read_neighbours

LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A name as somebody proposes it on the command line or in a form.

    `class_text` is a five-digit code or a kind, `division_text` a code, a name, or `code=name`. `registered` says
    that a name in use is meant, which is then not its own neighbour. `covers` is the area of which a list of
    neighbours that is brought along is complete.
    """

    name: str
    class_text: str
    division_text: str = ""
    code: str = ""
    scale: Mapping[str, float] = field(default_factory=dict)
    planned: bool = False
    famous: bool = False
    renames: str = ""
    base: str = ""
    seat: str = ""
    applicant: str = ""
    spelling: str = ""
    overrides: Sequence[Override] = ()
    registered: bool = False
    covers: Extent = Extent.COUNTY


def explain_in_county(county: County, proposal: Proposal, day: date) -> Judgement:
    """Judges a proposal among the names of the county as they were valid on `day`."""
    named = named_county(county.store, as_of=day)
    return _explain(county.settings, proposal, day, named)


def explain_in_list(settings: Settings, proposal: Proposal, day: date, neighbours: Path) -> Judgement:
    """Judges a proposal among the names of a file; no county is opened.

    Raises Refused with every line of the file that cannot be read.
    """
    kind = _kind(proposal.class_text)
    return _explain(settings, proposal, day, NamedCounty(tuple(read_neighbours(neighbours, kind)), {}, {}))


def _explain(settings: Settings, proposal: Proposal, day: date, named: NamedCounty) -> Judgement:
    kind = _kind(proposal.class_text)
    code, name = _division(proposal.division_text, named.divisions)
    tables = reading_tables(settings)
    own = _registered(proposal, kind, code, named) if proposal.registered else None
    candidate = Candidate(
        text=_legible(proposal.name),
        kind=kind,
        division=code,
        division_name=name,
        class_code=proposal.class_text if proposal.class_text.isdigit() else "",
        code=proposal.code,
        scale=proposal.scale,
        areas=named.areas_of(code),
        planned=proposal.planned,
        famous=proposal.famous,
        place=own.place if own else _place_of(proposal.renames, kind, code, named),
        name_id=own.id if own else "",
        renames=proposal.renames,
        base=proposal.base,
        seat=proposal.seat,
        applicant=proposal.applicant,
        spelling=proposal.spelling,
    )
    return explain(
        candidate,
        NeighbourIndex(named.neighbours, tables=tables, covers=proposal.covers),
        book=rulebook(settings, day),
        tables=tables,
        divisions=named.divisions,
        overrides=proposal.overrides,
    )


def rulebook(settings: Settings, day: date) -> Rulebook:
    """The rulebook of a day, with what the office keeps of its own in the data directory."""
    return own_rulebook(settings.data_dir, day)


def _kind(text: str) -> PlaceKind:
    """The kind of a class. Raises Refused when there is none, or nobody knows the code."""
    known = class_of(text) if text.isdigit() else None
    kind = known.kind if known else kind_of(text)
    if kind is None:
        kinds = "、".join(f"{kind.value}（{kind.term}）" for kind in PlaceKind)
        raise Refused.because(
            "naming.class", f"类别“{text[:40]}”不知道是哪一类", remedy=f"用已知的五位代码，或：{kinds}"
        )
    return kind


def _division(text: str, divisions: Mapping[str, str]) -> tuple[str, str]:
    """Code and claimed name of a division. Raises Refused for a name that no division has, or several have."""
    code, equals, name = text.partition("=")
    if equals or not text or text.isdigit():
        return code.strip(), name.strip()
    found = sorted(code for code, name in divisions.items() if name == text)
    if len(found) == 1:
        return found[0], ""
    if found:
        raise Refused.because("naming.division", f"有 {len(found)} 个“{text}”", remedy=f"写代码：{'、'.join(found)}")
    raise Refused.because("naming.division", f"没有区划“{text[:40]}”", remedy="写区划代码，或 代码=名称")


def _registered(proposal: Proposal, kind: PlaceKind, division: str, named: NamedCounty) -> Neighbour:
    """The one name in use that is meant. Raises Refused when there is none, or several."""
    name = proposal.name.strip()
    found = [n for n in named.neighbours if (n.text, n.kind) == (name, kind) and n.division.startswith(division)]
    if len(found) == 1:
        return found[0]
    units = "、".join(sorted(n.division for n in found)[:5])
    message = f"有 {len(found)} 个已登记的“{name[:40]}”（{units}）" if found else f"没有已登记的“{name[:40]}”"
    raise Refused.because("naming.registered", message, remedy="核对名称和类别，写明所在区划")


def _place_of(renames: str, kind: PlaceKind, division: str, named: NamedCounty) -> str:
    """The entity that bears the name to be given up, when there is just one in the division; else ""."""
    places = {
        n.place
        for n in named.neighbours
        if renames and n.text == renames and n.kind is kind and n.division.startswith(division[:9])
    }
    return places.pop() if len(places) == 1 else ""


def _legible(name: str) -> str:
    """The name as typed, without spaces around it. Raises Refused for bytes that are no text, and for a whole page."""
    if any("\ud800" <= c <= "\udfff" for c in name):
        raise Refused.because("naming.text", "名称不是有效的文字（编码错误）", remedy="用 UTF-8 输入")
    if len(name) > LONGEST:
        raise Refused.because("naming.text", f"名称有 {len(name)} 个字，不像一个地名", remedy=f"不超过 {LONGEST} 个字")
    return name.strip()
