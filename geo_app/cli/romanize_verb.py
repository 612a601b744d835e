"""`geo-app romanize`: a name in Hanyu Pinyin, and who decided each reading."""

from __future__ import annotations

import click

from geo_app.cli.console import Console, finding_lines, status_of, verb
from geo_app.services.spelling import spell


@click.command("romanize")
@click.argument("name")
@click.option("--class", "class_text", default="", help="类别：五位代码，或 division、settlement、street 等")
@verb
def command(console: Console, name: str, class_text: str) -> None:
    """按汉语拼音拼写地名；逐字写明读音依据，没有依据的多音字列为待审定。"""
    spelled = spell(console.settings, name, class_text)
    readings = (f"  {r.character}  {r.reading or '？':<8}{r.decided_by.term}" for r in spelled.readings)
    console.answer(
        spelled.as_json(),
        [f"{spelled.toned}    {spelled.plain}    {spelled.sign}", *readings, *finding_lines(spelled.findings)],
        status=status_of(spelled.findings),
    )
