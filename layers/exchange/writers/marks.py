"""Text that a file format or a spreadsheet would take for something else than text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from gazetteer.findings import Finding, Severity
from layers.exchange.text_cells import FORMULA_STARTS
from layers.exchange.writers.export import Column

UNFIT_FOR_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
LONG_NUMBER = re.compile(r"\d{16,}")
SHOWN = 5


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet that opens plain text would run it, or hide its first mark."""
    return text.startswith(FORMULA_STARTS)


def fit_for_xml(text: str) -> str:
    """The text with every control character that XML cannot hold shown as U+FFFD."""
    return UNFIT_FOR_XML.sub(REPLACEMENT, text)


def texts(values: Iterable[object]) -> Iterator[str]:
    """The values that are text."""
    return (value for value in values if isinstance(value, str))


def unfit_findings(columns: Sequence[Column], labels: Sequence[str]) -> list[Finding]:
    """Says which rows hold characters that XML cannot, by column."""
    return [
        Finding(
            "export.control_character",
            Severity.WARNING,
            f"“{column.title}”有 {len(rows)} 处不可见控制字符，这种格式不能保存，写作 {REPLACEMENT}："
            + "、".join(fit_for_xml(labels[row])[:40] for row in rows[:SHOWN]),
            column=column.title,
            value=str(len(rows)),
            remedy="在台账中删去控制字符；或导出 CSV、GeoPackage，可原样保存",
        )
        for column in columns
        if (rows := [n for n, v in enumerate(column.shown) if isinstance(v, str) and UNFIT_FOR_XML.search(v)])
    ]
