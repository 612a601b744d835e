"""Two languages: Simplified Chinese is what the code says, English comes from a catalogue."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from babel.messages.pofile import read_po
from flask import Flask, request

COOKIE = "geo_language"
CATALOGUE = Path(__file__).parent.parent / "translations" / "en.po"


def install(app: Flask) -> None:
    """Gives templates `_`, `language` and `titled`."""
    app.jinja_env.globals.update(_=translate, language=language, titled=titled)


def language() -> str:
    """`zh` or `en`, by the reader's own choice."""
    return "en" if request.cookies.get(COOKIE) == "en" else "zh"


def translate(text: str) -> str:
    """The text in the reader's language; the Chinese where English is missing."""
    return _catalogue().get(text, text) if language() == "en" else text


def titled(declared: object) -> str:
    """The title of anything declared with `title` (or `term`) and `english`, in the reader's language."""
    chinese = getattr(declared, "title", None)
    chinese = chinese if isinstance(chinese, str) else str(getattr(declared, "term", ""))
    english = str(getattr(declared, "english", "") or chinese)
    return english[:1].upper() + english[1:] if language() == "en" else chinese


@lru_cache(maxsize=1)
def _catalogue() -> dict[str, str]:
    with CATALOGUE.open("rb") as stream:
        return {
            str(message.id): str(message.string)
            for message in read_po(stream, locale="en")
            if message.id and message.string
        }
