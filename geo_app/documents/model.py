"""A document as its parts: cover, sections, paragraphs, tables, figures, signatures. Knows no format."""

from __future__ import annotations

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
    """A table with a caption; `widths` are relative; `small` sets it tighter."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    small: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture as PNG bytes with its caption; `width_mm` on paper."""

    caption: str
    png: bytes
    width_mm: float = 156.0


@dataclass(frozen=True, slots=True)
class FillIn:
    """A line left for people to fill in by hand or in Word."""

    title: str
    lines: int = 1


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign and seal, side by side."""

    parties: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next part begins on a new page."""


Part = Paragraph | Heading | Facts | Table | Figure | FillIn | Signatures | PageBreak


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A whole document. `dated` is the fixed date that makes the same input give the same bytes.

    `mark` stands on the cover and in every page's head (演示数据); "" when there is none.
    """

    title: str
    subtitle: str
    parties: tuple[str, ...]
    dated: str
    mark: str
    page_code: str
    parts: tuple[Part, ...]


def texts(document: Document) -> str:
    """Every character of the document, for the check of the fonts."""
    found = [document.title, document.subtitle, document.dated, document.mark, document.page_code, *document.parties]
    for part in document.parts:
        match part:
            case Paragraph(text=text) | Heading(text=text):
                found.append(text)
            case Facts(rows=rows):
                found += [word for row in rows for word in row]
            case Table(caption=caption, header=header, rows=rows):
                found += [caption, *header, *(word for row in rows for word in row)]
            case Figure(caption=caption):
                found.append(caption)
            case FillIn(title=title):
                found.append(title)
            case Signatures(parties=parties):
                found += parties
            case PageBreak():
                pass
    return "".join(found)
