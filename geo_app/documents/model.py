"""A document as its parts: cover, sections, paragraphs, tables, figures, signatures. Knows no format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `quiet` is set smaller, as a remark."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a level: 1 is 一、, 2 is （一）."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a title and a value, as the front of a form."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption; `widths` are relative; `small` sets it tighter; `centred` columns are set in the middle.

    Its header stands again on every page it runs over.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    small: bool = False
    centred: tuple[int, ...] = ()
    empty: str = "（无）"


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as PNG bytes with its caption; `width_mm` on paper."""

    caption: str
    png: bytes
    width_mm: float = 156.0


@dataclass(frozen=True, slots=True)
class FillIn:
    """Lines left for people to fill in by hand or in Word; `stays` on the page of what follows."""

    title: str
    lines: int = 1
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign and seal, side by side; each party's `roles` sign on a line of their own."""

    parties: tuple[str, ...]
    roles: tuple[str, ...] = ("代表（签字）",)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next part begins on a new page."""


Part = Paragraph | Heading | Facts | Table | Figure | FillIn | Signatures | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole document. `dated` is the fixed date that makes the same input give the same bytes.

    The cover shows `number` (文号), `title`, `subtitle`, the `cover` pairs, a seal place for each of
    `parties`, and `dated`. `mark` stands on the cover and in every page's head (演示数据); "" when there
    is none. `page_code` stands in every page's head and says which data this was printed from.
    """

    number: str
    title: str
    subtitle: str
    cover: tuple[tuple[str, str], ...]
    parties: tuple[str, ...]
    dated: str
    mark: str
    page_code: str
    parts: tuple[Part, ...]


def texts(document: Document) -> str:
    """Every character of the document, for the check of the fonts."""
    return "".join(_words(document))


def _words(document: Document) -> Iterator[str]:
    yield from (document.number, document.title, document.subtitle, document.dated, document.mark, document.page_code)
    yield from document.parties
    for pair in document.cover:
        yield from pair
    for part in document.parts:
        match part:
            case Paragraph(text=text) | Heading(text=text):
                yield text
            case Facts(rows=rows):
                yield from (word for row in rows for word in row)
            case Table(caption=caption, header=header, rows=rows, empty=empty):
                yield from (caption, *header, empty, *(word for row in rows for word in row))
            case Figure(caption=caption):
                yield caption
            case FillIn(title=title):
                yield title
            case Signatures(parties=parties, roles=roles):
                yield from (*parties, *roles)
            case PageBreak():
                pass
