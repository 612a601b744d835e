"""What the pages say: every message of the templates and of the code behind them, with the place that says it.

python -m tests.house.messages        # prints entries for what en.po lacks, and names what nobody says
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from babel.messages.pofile import read_po
from jinja2 import Environment, nodes

from gazetteer.findings import Severity
from geo_app.accounts.access_log import KINDS
from geo_app.accounts.permissions import Action
from geo_app.reports import REPORTS
from geo_app.services.edit_form import FORM_ACTS
from geo_app.services.publication import TERMS
from geo_app.web.changes import TABS
from geo_app.web.errors import FORM_EXPIRED, OTHER, WORDS
from geo_app.web.language import CATALOGUE
from layers.catalog import LAYERS
from layers.exchange import mappable
from layers.store import ChangeState
from tests.house.source import calls, files, place, python_files

CALLED = {"_", "translate"}


def said() -> dict[str, str]:
    """Every message → a place that says it."""
    found: dict[str, str] = {}
    for message, where in (*in_templates(), *in_code(), *in_refusals(), *through_variables()):
        found.setdefault(message, where)
    return found


def in_templates() -> Iterator[tuple[str, str]]:
    """`_("…")` in templates."""
    environment = Environment(autoescape=True)
    for file in files("geo_app/templates", suffixes=(".html",)):
        for call in environment.parse(file.read_text(encoding="utf-8")).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in CALLED:
                argument = call.args[0]
                if isinstance(argument, nodes.Const):
                    yield str(argument.value), place(file, call.lineno)


def in_code() -> Iterator[tuple[str, str]]:
    """`translate("…")` in Python."""
    for file in python_files():
        for name, call in calls(file):
            if name in CALLED and call.args:
                text = getattr(call.args[0], "value", None)
                if isinstance(text, str):
                    yield text, place(file, call.lineno)


def in_refusals() -> Iterator[tuple[str, str]]:
    """What is said to somebody who cannot come in: refusals of the accounts, in words that never change."""
    for file in files("geo_app/accounts", "geo_app/web", "geo_app/services", suffixes=(".py",)):
        for name, call in calls(file):
            if name == "because" and str(getattr(call.args[0], "value", "")).startswith("account."):
                words = [call.args[1], *(keyword.value for keyword in call.keywords if keyword.arg == "remedy")]
                for word in words:
                    if isinstance(text := getattr(word, "value", None), str):
                        yield text, place(file, call.lineno)


def through_variables() -> Iterator[tuple[str, str]]:
    """What templates hand to `_` by a variable: words that the code declares."""
    for kind in (Severity, Action, ChangeState):
        yield from ((member.term, kind.__name__) for member in kind)
    yield from ((term, "access_log.KINDS") for term in KINDS.values())
    yield from ((term, "publication.TERMS") for term in TERMS.values())
    yield from ((title, "changes.TABS") for title, *_ in TABS.values())
    yield from ((act.help, "edit_form.FORM_ACTS") for act in FORM_ACTS)
    yield from ((text, "errors.WORDS") for pair in (*WORDS.values(), FORM_EXPIRED, OTHER) for text in pair)
    for report in REPORTS:
        yield from ((report.title, "REPORTS"), (report.purpose, "REPORTS"))
    for layer in LAYERS:
        titles = mappable(layer).items()
        yield from ((title, "exchange.mappable") for key, title in titles if key not in layer.keys)
    yield from ((word, "conform.shown") for word in ("是", "否"))


def catalogue() -> dict[str, str]:
    """What en.po holds."""
    with CATALOGUE.open("rb") as stream:
        return {str(m.id): str(m.string) for m in read_po(stream, locale="en") if m.id}


def main() -> None:
    """Prints what is to be done to the catalogue."""
    messages, known = said(), catalogue()
    for message, where in messages.items():
        if not known.get(message):
            sys.stdout.write(f'#: {where}\nmsgid "{_quoted(message)}"\nmsgstr ""\n\n')
    for message in known.keys() - messages.keys():
        sys.stderr.write(f"nobody says: {message}\n")


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


if __name__ == "__main__":
    main()
