"""Short constructors for Field, so that a layer's declaration reads as a table."""

from __future__ import annotations

from typing import TypedDict, Unpack

from gazetteer.terms import Term
from layers.layer import Choice, Field, FieldKind


class Options(TypedDict, total=False):
    """The keyword options every constructor passes through to Field."""

    required: bool
    unit: str
    help: str
    minimum: float | None
    maximum: float | None
    pattern: str
    max_length: int
    synonyms: tuple[str, ...]
    public: bool
    listed: bool
    searched: bool
    indexed: bool


def text(key: str, title: str, english: str, **options: Unpack[Options]) -> Field:
    """One line of text."""
    return Field(key=key, title=title, english=english, kind=FieldKind.TEXT, **options)


def long_text(key: str, title: str, english: str, **options: Unpack[Options]) -> Field:
    """Several lines of text, at most 10,000 characters unless told otherwise."""
    options.setdefault("max_length", 10_000)
    return Field(key=key, title=title, english=english, kind=FieldKind.LONG_TEXT, **options)


def integer(key: str, title: str, english: str, **options: Unpack[Options]) -> Field:
    """A whole number, not negative unless `minimum` says otherwise."""
    options.setdefault("minimum", 0)
    return Field(key=key, title=title, english=english, kind=FieldKind.INTEGER, **options)


def number(key: str, title: str, english: str, **options: Unpack[Options]) -> Field:
    """A finite real number."""
    return Field(key=key, title=title, english=english, kind=FieldKind.NUMBER, **options)


def yes_no(key: str, title: str, english: str, **options: Unpack[Options]) -> Field:
    """是 or 否."""
    return Field(key=key, title=title, english=english, kind=FieldKind.BOOLEAN, **options)


def day(key: str, title: str, english: str, **options: Unpack[Options]) -> Field:
    """A calendar date."""
    return Field(key=key, title=title, english=english, kind=FieldKind.DATE, **options)


def choice(key: str, title: str, english: str, choices: tuple[Choice, ...], **options: Unpack[Options]) -> Field:
    """One of a closed vocabulary."""
    return Field(key=key, title=title, english=english, kind=FieldKind.CHOICE, choices=choices, **options)


def reference(key: str, title: str, english: str, to: str, **options: Unpack[Options]) -> Field:
    """The `id` of a record in the layer `to`."""
    options.setdefault("indexed", True)
    return Field(key=key, title=title, english=english, kind=FieldKind.REFERENCE, references=to, **options)


def vocabulary(terms: type[Term]) -> tuple[Choice, ...]:
    """The choices of a closed vocabulary that the gazetteer keeps."""
    return tuple(Choice(term.value, term.term, term.english) for term in terms)
