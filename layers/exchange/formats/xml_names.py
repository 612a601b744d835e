"""Elements by their local name: KML and GPX come under several namespaces, and under none."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element


def local(element: Element) -> str:
    """The name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def children(element: Element, name: str) -> Iterator[Element]:
    """The direct children of that local name."""
    return (found for found in element if local(found) == name)


def child(element: Element, name: str) -> Element | None:
    """The first direct child of that local name."""
    return next(children(element, name), None)


def text_of(element: Element | None) -> str:
    """The element's text without white space around it; "" when there is no element."""
    return "" if element is None else "".join(element.itertext()).strip()


def words_of(element: Element | None) -> str | None:
    """The element's text character for character; None when there is nothing to see."""
    told = "" if element is None else "".join(element.itertext())
    return told if told.strip() else None
