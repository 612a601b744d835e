"""Fonts for papers: Song and FangSong by name, with free substitutes, and which characters they have.

An office's own faces (仿宋_GB2312, 方正小标宋) are used when they are installed or lie in the data
directory's `fonts/`; else free ones stand in. FangSong has no free face on npm or in small Debian
packages: Fandol (Debian's texlive-lang-chinese) or Zhuque are taken when there, else Song.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from fontTools.ttLib import TTCollection, TTFont  # type: ignore[import-untyped]  # fontTools has no types

from gazetteer.findings import Finding, Severity

PACKAGE = Path(__file__).parent.parent
SYSTEM = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("/usr/share/texlive/texmf-dist/fonts/opentype/public/fandol"),
    Path.home() / ".fonts",
    Path("C:/Windows/Fonts"),
)
FREE_SONG = ("Noto Serif SC", "Noto Serif CJK SC")
TITLE = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", *FREE_SONG)
SONG = ("SimSun", *FREE_SONG)
FREE_FANG_SONG = ("FandolFang", "Zhuque Fangsong (technical preview)", "Zhuque Fangsong")
FANG_SONG = ("FangSong_GB2312", "FangSong", "仿宋_GB2312", *FREE_FANG_SONG, *FREE_SONG)
KAI = ("KaiTi_GB2312", "KaiTi", "LXGW WenKai", "FandolKai", *FREE_SONG)
HEI = ("SimHei", "Noto Sans CJK SC", "Noto Serif SC")
RARE = ("HanaMinA", "HanaMinB", "BabelStone Han", "Noto Serif CJK SC", "Noto Sans CJK SC", "DejaVu Sans")
UNSEEN = frozenset({0x09, 0x0A, 0x0D})
HIDDEN = frozenset({0x061C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A)})
MOST_NAMED = 20
REGULAR, BOLD = 400, 700
FAMILY_NAMES = (1, 16)  # of the name table: the older family name and the typographic one


@dataclass(frozen=True, slots=True)
class Face:
    """A font file's face: the names of its family, where it is, and the code points it draws."""

    families: tuple[str, ...]
    path: Path
    number: int
    covers: frozenset[int]


@dataclass(frozen=True, slots=True)
class _Entry:
    path: Path
    number: int
    families: tuple[str, ...]
    weight: int


def font_folders(office: Path | None = None) -> tuple[Path, ...]:
    """Where fonts are looked for: the office's own folder, then those installed with the application, then the system's."""
    bundled = [PACKAGE / "static" / "vendor" / "fonts", PACKAGE.parent / "static" / "vendor" / "fonts"]
    return tuple(folder for folder in (office, *bundled, *SYSTEM) if folder is not None and folder.is_dir())


def face(names: tuple[str, ...], office: Path | None = None, weight: int = REGULAR) -> Face | None:
    """The first of `names` that is installed, in the weight nearest to `weight`; None when none is."""
    folders = font_folders(office)
    return next((found for name in names if (found := _face(folders, name, weight)) is not None), None)


def families(names: tuple[str, ...], office: Path | None = None) -> list[str]:
    """Those of `names` that are installed, in order, with fallbacks for rare characters behind them.

    Each under every name it has: one program knows Fandol's by its family, another by its older name.
    """
    folders = font_folders(office)
    found = [_face(folders, name, REGULAR) for name in (*names, *RARE)]
    return list(dict.fromkeys(family for one in found if one for family in one.families))


def check_glyphs(text: str, names: tuple[str, ...], office: Path | None = None) -> list[Finding]:
    """Characters of `text` that no installed face can draw, and hidden ones that turn the direction of writing.

    The first would be dropped without a word; the second are printed as they are stored.
    """
    folders = font_folders(office)
    found = [_face(folders, name, REGULAR) for name in families(names, office)]
    covered = frozenset[int]().union(*(one.covers for one in found if one))
    used = {ord(c) for c in text}
    missing = sorted(c for c in used if c not in covered and c not in HIDDEN | UNSEEN and c >= 0x20)
    return [*(_missing(c) for c in missing[:MOST_NAMED]), *_hidden(sorted(used & HIDDEN))]


def check_faces(office: Path | None = None) -> list[Finding]:
    """Says which named face had to be replaced by another style: FangSong by Song."""
    found = face(FANG_SONG, office)
    if found is not None and not set(found.families) & set(FREE_SONG):
        return []
    return [
        Finding(
            "document.face",
            Severity.INFO,
            f"没有仿宋字体，PDF 正文用{'宋体（' + found.families[0] + '）' if found else '其他字体'}代替；DOCX 仍写明仿宋_GB2312",
            value="仿宋_GB2312",
            clause="GB/T 9704-2012",
            remedy="把本单位的仿宋字体文件放进数据目录的 fonts/，或安装 Debian 的 texlive-lang-chinese（Fandol 仿宋），再重新生成",
        )
    ]


def _missing(code: int) -> Finding:
    return Finding(
        "document.glyph",
        Severity.WARNING,
        f"字体里没有“{chr(code)}”（U+{code:04X}），纸上会缺字",
        value=chr(code),
        remedy="把含此字的字体（如花园明朝）放进数据目录的 fonts/ 后重新生成，或手写补上",
    )


def _hidden(codes: list[int]) -> list[Finding]:
    if not codes:
        return []
    named = "、".join(f"U+{code:04X}" for code in codes)
    return [
        Finding(
            "document.hidden_mark",
            Severity.INFO,
            f"文字里有看不见的控制字符（{named}），可能使字序颠倒；已按原样印出",
            value=named,
            remedy="核对登记的名称",
        )
    ]


@lru_cache(maxsize=128)
def _face(folders: tuple[Path, ...], name: str, weight: int) -> Face | None:
    entries = [entry for entry in _index(folders) if name in entry.families]
    if not entries:
        return None
    entry = min(entries, key=lambda one: abs(one.weight - weight))
    with TTFont(entry.path, fontNumber=entry.number, lazy=True) as font:
        return Face(entry.families, entry.path, entry.number, frozenset(font.getBestCmap() or {}))


@lru_cache(maxsize=8)
def _index(folders: tuple[Path, ...]) -> tuple[_Entry, ...]:
    """Every face in the folders; files that are no fonts are passed over."""
    found: list[_Entry] = []
    for folder in folders:
        for path in sorted(path for path in folder.rglob("*") if path.suffix.lower() in (".ttf", ".ttc", ".otf")):
            found += _faces_of(path)
    return tuple(found)


def _faces_of(path: Path) -> list[_Entry]:
    try:
        if path.suffix.lower() == ".ttc":
            with TTCollection(path, lazy=True) as collection:
                return [_entry(path, n, font) for n, font in enumerate(collection.fonts)]
        with TTFont(path, lazy=True) as font:
            return [_entry(path, 0, font)]
    except Exception:  # whatever a broken file makes the reader say, it is no face to us
        return []


def _entry(path: Path, number: int, font: TTFont) -> _Entry:
    weight = int(font["OS/2"].usWeightClass)
    if weight == REGULAR and str(font["name"].getBestSubFamilyName()) == "Bold":
        weight = BOLD  # Fandol's bold faces say of themselves that they are regular
    named = {str(record) for record in font["name"].names if record.nameID in FAMILY_NAMES}
    return _Entry(path, number, tuple(sorted(named)), weight)
