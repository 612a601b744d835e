"""Spelling names whose characters are read otherwise than usual: our layers of readings against a dictionary alone.

The names are `tricky_names.csv`, with the spelling one may expect: `listed` ones illustrate the national rules
and known traps, `tested` ones stand in our own tests or lexicon too, `unseen` ones were written down for this
comparison and nothing was changed for them (of 45, one was wrong without a flag, 闽侯; it is in the lexicon since and
counts as tested). The county's own units come from `spellings.csv` of its profile, where there is
one. Only readings are compared (letters with tone marks, in order): a dictionary neither splits nor joins.
Names spelled with digits are left out of the readings and count in `misspelled` only.

`wrong`: other readings than expected. `wrong_unflagged`: wrong, and nobody is told that a person must look;
no dictionary tells. `flagged`: names with a finding.

Peers, each in a process of its own because loading a dictionary changes pypinyin for good:
`pypinyin` = `pypinyin.pinyin(name)` as it comes; `pypinyin_large` = the same after
`pypinyin_dict.phrase_pinyin_data.large_pinyin.load()`. Speed: 10,000 names (the list over and over), after one
round that loads the dictionaries; ours with the provenance and the candidates of every character.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from benchmarks import compared
from gazetteer.categories import PlaceKind
from gazetteer.romanization import ReadingTables, Spelling, romanize
from gazetteer.romanization.syllables import toneless
from layers.profile import load_profile, shipped_folder
from layers.reading_tables import FILE_NAME, load_reading_tables

NAMES_FILE = Path(__file__).with_name("tricky_names.csv")
COUNTY_FILE = "spellings.csv"
MANY = 10_000
PEERS = {"pypinyin": "", "pypinyin_large": "large_pinyin"}
PEER = """
import importlib, json, sys, time
from pypinyin import pinyin
names, many, dictionary = json.load(sys.stdin), int(sys.argv[1]), sys.argv[2]
if dictionary:
    importlib.import_module("pypinyin_dict.phrase_pinyin_data." + dictionary).load()
spelled = [[found[0] for found in pinyin(name)] for name in names]
started = time.perf_counter()
for n in range(many):
    pinyin(names[n % len(names)])
print(json.dumps([spelled, time.perf_counter() - started]))
"""


@dataclass(frozen=True, slots=True)
class Name:
    """A name, what it names, the spelling expected ("" when only a person can read it) and where it is from."""

    text: str
    kind: PlaceKind
    spelling: str
    origin: str

    @property
    def readings(self) -> str | None:
        """The expected letters in order; None for a name spelled with digits."""
        return None if any(c.isdigit() for c in self.spelling) else letters(self.spelling)


def run(folder: Path) -> dict[str, Any]:
    """Counts over the tricky names, and seconds for 10,000."""
    profile = folder / "profile.toml"
    shipped = shipped_folder(load_profile(profile).code)
    own = folder / FILE_NAME if (folder / FILE_NAME).exists() or shipped is None else shipped / FILE_NAME
    tables = load_reading_tables(own)
    names = [*names_of(NAMES_FILE), *(names_of(shipped / COUNTY_FILE) if shipped else ())]
    spellings = [romanize(name.text, name.kind, tables=tables) for name in names]
    ours = {**judged(names, spellings), "seconds_10000": _seconds(names, tables)}
    peers = {}
    for peer, dictionary in PEERS.items():
        spelled, seconds = _peer([name.text for name in names], dictionary)
        peers[peer] = {**_counted(names, spelled), "seconds_10000": seconds}
    answer = compared(ours, peers)
    for figures in answer["peers"].values():
        figures["flagged"] = 0
    answer["ours"]["rows"] = len(names)
    answer["wrong_unflagged"] = [
        f"{n.text} {s.toned}, expected {n.spelling}"
        for n, s in zip(names, spellings, strict=True)
        if _is_wrong(n, letters(s.toned)) and not s.findings
    ]
    return answer


def names_of(file: Path) -> list[Name]:
    """The names of a file; none when there is no such file."""
    if not file.exists():
        return []
    with file.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [Name(r["name"], PlaceKind.of(r["kind"]), r["spelling"], r.get("origin") or "county") for r in rows]


def letters(spelling: str) -> str:
    """A spelling's letters with their tones, without capitals, spaces, apostrophes and hyphens."""
    return "".join(c for c in spelling.lower() if c not in " '-")


def judged(names: Sequence[Name], spellings: Sequence[Spelling]) -> dict[str, float]:
    """Counts of ours: of names, by readings, and of whole spellings that are not as expected and not flagged."""
    pairs = list(zip(names, spellings, strict=True))
    wrong = [(name, spelled) for name, spelled in pairs if _is_wrong(name, letters(spelled.toned))]
    return {
        "wrong": len(wrong),
        "wrong_toneless": sum(_is_wrong(name, letters(s.toned), tones=False) for name, s in pairs),
        "wrong_unflagged": sum(not spelled.findings for _, spelled in wrong),
        "wrong_unseen": sum(name.origin == "unseen" for name, _ in wrong),
        "flagged": sum(bool(spelled.findings) for spelled in spellings),
        "flagged_but_right": sum(bool(s.findings) and s.toned == name.spelling != "" for name, s in pairs),
        "misspelled_unflagged": sum(s.toned != name.spelling and not s.findings for name, s in pairs),
    }


def _counted(names: Sequence[Name], spelled: Sequence[Sequence[str]]) -> dict[str, float]:
    said = [(name, letters("".join(syllables))) for name, syllables in zip(names, spelled, strict=True)]
    wrong = [name for name, text in said if _is_wrong(name, text)]
    return {
        "wrong": len(wrong),
        "wrong_toneless": sum(_is_wrong(name, text, tones=False) for name, text in said),
        "wrong_unflagged": len(wrong),
        "wrong_unseen": sum(name.origin == "unseen" for name in wrong),
    }


def _is_wrong(name: Name, said: str, *, tones: bool = True) -> bool:
    if name.readings is None:
        return False
    return said != name.readings if tones else toneless(said) != toneless(name.readings)


def _seconds(names: Sequence[Name], tables: ReadingTables) -> float:
    many = list(islice(cycle(names), MANY))
    started = time.perf_counter()
    for name in many:
        romanize(name.text, name.kind, tables=tables)
    return time.perf_counter() - started


def _peer(names: Sequence[str], dictionary: str) -> tuple[list[list[str]], float]:
    command = [sys.executable, "-c", PEER, str(MANY), dictionary]
    done = subprocess.run(command, input=json.dumps(names), capture_output=True, text=True, check=True)
    spelled, seconds = json.loads(done.stdout)
    return spelled, seconds


if __name__ == "__main__":
    print(json.dumps(run(Path(sys.argv[1] if len(sys.argv) > 1 else "county")), ensure_ascii=False, indent=1))
