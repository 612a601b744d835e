"""Fonts for papers: Song and FangSong by name, with free substitutes, and which characters they have."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont

from gazetteer.findings import Finding, Severity

PACKAGE = Path(__file__).parent.parent
SYSTEM = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts", Path("C:/Windows/Fonts"))
SONG = ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "SimSun", "Noto Serif SC", "Noto Serif CJK SC")
FANG_SONG = ("FangSong_GB2312", "FangSong", "仿宋_GB2312", "FandolFang R", "Noto Serif SC", "Noto Serif CJK SC")
HEI = ("SimHei", "Noto Sans CJK SC", "Noto Serif SC")
RARE = (
    "HanaMinB",
    "HanaMinA",
    "BabelStone Han",
    "Noto Serif CJK SC",
    "Noto Sans CJK SC",
    "Noto Color Emoji",
    "DejaVu Sans",
)


@dataclass(frozen=True, slots=True)
class Face:
    """A font file's face: its family name, and the code points it draws."""

    family: str
    path: Path
    number: int
    covers: frozenset[int]


def font_folders() -> list[Path]:
    """Where fonts are looked for: those installed with the application first."""
    bundled = [PACKAGE / "static" / "vendor" / "fonts", PACKAGE.parent / "static" / "vendor" / "fonts"]
    return [folder for folder in (*bundled, *SYSTEM) if folder.exists()]


def face(names: tuple[str, ...]) -> Face | None:
    """The first of `names` that is installed; None when none is."""
    for name in names:
        found = _face(name)
        if found is not None:
            return found
    return None


def families(names: tuple[str, ...]) -> list[str]:
    """Those of `names` that are installed, in order, with fallbacks for rare characters behind them."""
    return [name for name in dict.fromkeys((*names, *RARE)) if _face(name) is not None]


def check_glyphs(text: str, names: tuple[str, ...]) -> list[Finding]:
    """Characters of `text` that no installed face can draw; they would be dropped without a word."""
    covered: set[int] = set()
    for name in families(names):
        found = _face(name)
        covered |= found.covers if found else set()
    invisible = {
        0x200B,
        0x200E,
        0x200F,
        0x202A,
        0x202B,
        0x202C,
        0x202D,
        0x202E,
        0x2066,
        0x2067,
        0x2068,
        0x2069,
        0xFEFF,
        0x0A,
        0x0D,
        0x09,
    }
    missing = sorted({c for c in text if ord(c) not in covered and ord(c) not in invisible and ord(c) >= 0x20})
    return [
        Finding(
            "document.glyph",
            Severity.WARNING,
            f"字体里没有“{c}”（U+{ord(c):04X}），纸上会缺字",
            value=c,
            remedy="安装含此字的字体（如花园明朝、Noto CJK）后重新生成，或手写补上",
        )
        for c in missing[:20]
    ]


@lru_cache(maxsize=64)
def _face(name: str) -> Face | None:
    for path, number, family in _index():
        if family == name:
            font = TTFont(path, fontNumber=number, lazy=True)
            return Face(family, path, number, frozenset(font.getBestCmap() or {}))
    return None


@lru_cache(maxsize=1)
def _index() -> tuple[tuple[Path, int, str], ...]:
    """Every face installed: path, number within a collection, family name."""
    found: list[tuple[Path, int, str]] = []
    for folder in font_folders():
        for path in sorted(folder.rglob("*.tt[fc]")) + sorted(folder.rglob("*.otf")):
            found += _names(path)
    return tuple(found)


def _names(path: Path) -> list[tuple[Path, int, str]]:
    try:
        if path.suffix.lower() == ".ttc":
            with TTCollection(path, lazy=True) as collection:
                return [(path, n, str(font["name"].getBestFamilyName())) for n, font in enumerate(collection.fonts)]
        with TTFont(path, lazy=True) as font:
            return [(path, 0, str(font["name"].getBestFamilyName()))]
    except Exception:
        return []
