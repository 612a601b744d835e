"""Writes docs/reference and the index of decisions from the code; with --check only says what is stale.

python docs/build.py [--check]
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from geo_app.accounts.permissions import ALL_DESKS, PERMISSIONS, Authorship
from geo_app.cli import VERBS, main
from geo_app.config import SETTINGS
from layers.catalog import LAYERS
from layers.layer import Field, Layer
from layers.store import ChangeState

DOCS = Path(__file__).parent
NOTE = "<!-- Written by docs/build.py from the code; edit the code, then run `make docs`. -->"


def pages() -> dict[str, str]:
    """Every generated page by its path below docs/."""
    return {
        "reference/settings.md": settings_page(),
        "reference/cli.md": cli_page(),
        "reference/layers.md": layers_page(),
        "reference/glossary.md": glossary_page(),
        "reference/permissions.md": permissions_page(),
        "decisions/README.md": decisions_page(),
    }


def settings_page() -> str:
    """Every switch, its environment variable and default."""
    rows = ((f"`{s.key}`", f"`{s.environment}`", f"`{s.default}`" if s.default else "", s.help) for s in SETTINGS)
    return _page(
        "Settings 设置",
        "Command-line options come first, then the environment, then the default.",
        *_table(("setting", "environment variable", "default", "meaning 含义"), rows),
    )


def cli_page() -> str:
    """Every verb with its help, as the terminal shows it."""
    lines = ["With `--json` a verb prints exactly one JSON document on standard output; its schema is in"]
    lines += [
        "`geo_app/cli/schemas/`. Exit status: 0 done, 1 refused or findings of error or block, 2 wrong usage.",
        "",
    ]
    context = click.Context(main, info_name="geo-app", **main.context_settings)
    for name in sorted(VERBS):
        command = main.get_command(context, name)
        assert command is not None
        lines += [f"## `geo-app {name}`", "", *_help(command, click.Context(command, context, name))]
    return _page("Command line 命令行", *lines)


def _help(command: click.Command, context: click.Context) -> Iterator[str]:
    context.terminal_width = context.max_content_width = 100
    yield from ("```text", command.get_help(context).rstrip(), "```", "")
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            child = command.get_command(context, name)
            assert child is not None
            yield from (f"### `geo-app {command.name} {name}`", "")
            yield from _help(child, click.Context(child, context, name))


def layers_page() -> str:
    """Every layer with every field, in both languages."""
    lines = [
        "Tables, forms, import templates, exports and legends derive from these declarations. Every layer also has",
        "`id`, `version`, `division`, `valid_from`, `valid_to`, `recorded_from`, `generated` and `source`.",
        "",
    ]
    for layer in LAYERS:
        lines += list(_layer(layer))
    return _page("Layers 图层", *lines)


def _layer(layer: Layer) -> Iterator[str]:
    geometry = layer.geometry.value if layer.geometry else "no geometry"
    yield from (f"## {layer.title} · {layer.english}", "")
    yield from (
        f"`{layer.key}`, {geometry}, kept at desk `{layer.desk}`, recognised by {_code(layer.natural_key)}.",
        "",
    )
    yield from (layer.description, "")
    headers = ("field", "中文", "English", "kind", "required", "public", "vocabulary or help")
    yield from _table(headers, (_field_row(field) for field in layer.fields))
    yield ""


def _field_row(field: Field) -> tuple[str, ...]:
    kind = f"→ `{field.references}`" if field.references else field.kind.value
    unit = f" ({field.unit})" if field.unit else ""
    words = "；".join(f"`{c.value}` {c.title}" for c in field.choices) or field.help
    return (
        f"`{field.key}`",
        field.title,
        field.english,
        kind + unit,
        "yes" if field.required else "",
        "yes" if field.public else "",
        words,
    )


def glossary_page() -> str:
    """Chinese and English terms, from layers, fields and vocabularies."""
    terms = {(layer.title, layer.english) for layer in LAYERS}
    for field in (field for layer in LAYERS for field in layer.fields):
        terms.add((field.title, field.english))
        terms |= {(c.title, c.english) for c in field.choices}
    rows = sorted(terms, key=lambda pair: (pair[1].casefold(), pair[0]))
    return _page("Glossary 词汇", *_table(("English", "中文"), ((english, title) for title, english in rows)))


def permissions_page() -> str:
    """Who may do what: the one permission table."""
    rows = (
        (
            f"{p.role.term} `{p.role.value}`",
            f"{p.action.term} `{p.action.value}`",
            "all" if p.desks == ALL_DESKS else ", ".join(sorted(p.desks)),
            "、".join(state.term for state in ChangeState if state in p.states) if p.states is not None else "",
            "" if p.authorship is Authorship.ANY else p.authorship.value,
            "whole county" if p.everywhere else "own divisions",
            p.fields.value,
        )
        for p in PERMISSIONS
    )
    headers = ("role 角色", "may 可以", "desks", "change sets in state", "whose", "divisions", "fields")
    return _page(
        "Permissions 权限",
        "Permission = action × record state × division scope × field set. The code, the tests and the help page",
        "inside the application read the same table, `PERMISSIONS` in `geo_app/accounts/permissions.py`; what it does",
        "not list is refused.",
        "",
        *_table(headers, rows),
    )


def decisions_page() -> str:
    """The index of decisions, from their first lines."""
    files = sorted(file for file in (DOCS / "decisions").glob("[0-9]*.md"))
    titles = ((file.name, file.read_text(encoding="utf-8").splitlines()[0].lstrip("# ")) for file in files)
    return _page("Decisions", *(f"- [{title}]({name})" for name, title in titles))


def _code(keys: Iterable[str]) -> str:
    return " + ".join(f"`{key}`" for key in keys)


def _table(headers: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    yield "| " + " | ".join(headers) + " |"
    yield "|" + " --- |" * len(headers)
    for row in rows:
        yield "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |"


def _page(title: str, *lines: str) -> str:
    return "\n".join([f"# {title}", "", NOTE, "", *lines]).rstrip() + "\n"


def stale() -> list[str]:
    """The generated pages whose file says something else than the code."""
    return [path for path, text in pages().items() if not _same(DOCS / path, text)]


def _same(file: Path, text: str) -> bool:
    return file.exists() and file.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    if "--check" in sys.argv:
        old = stale()
        sys.stderr.write("".join(f"stale: docs/{path}\n" for path in old))
        sys.exit(1 if old else 0)
    for path, text in pages().items():
        (DOCS / path).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / path).write_text(text, encoding="utf-8")
