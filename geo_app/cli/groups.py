"""Groups of commands: `-h` everywhere, also when a group is called by itself, and headings in Chinese."""

from __future__ import annotations

from typing import Any

import click

HELP = {"help_option_names": ["-h", "--help"]}


class OfficeGroup(click.Group):
    """A click group that lists its commands under 命令."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **{"context_settings": HELP, **named})

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Lists the commands with the first sentence of each."""
        listed = [(name, self.get_command(ctx, name)) for name in self.list_commands(ctx)]
        with formatter.section("命令"):
            formatter.write_dl([(name, command.get_short_help_str()) for name, command in listed if command])
