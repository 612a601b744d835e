"""CSV: UTF-8 with or without mark, UTF-16, GB18030; comma, semicolon, tab or bar; quoted text kept as it is."""

from __future__ import annotations

import csv
import io

from gazetteer.errors import Refused
from layers.exchange.decoding import decoded
from layers.exchange.formats.noticed import Noticed
from layers.exchange.formats.sheet_shape import Grid, shaped
from layers.exchange.formats.task import Contents, Task, chosen
from layers.exchange.limits import Limits
from layers.exchange.table import Cell

DELIMITERS = ",;\t|"
SAMPLE_LINES = 50


def read(task: Task) -> Contents:
    """One table named as the file. Raises Refused for text that is not a table."""
    text, encoding, findings = decoded(task.path.read_bytes())
    _refuse_nul(text)
    chosen([task.title], task.sheet)
    grid = _records(text, delimiter_of(text), task.limits)
    noticed = Noticed(task.limits.findings)
    for finding in findings:
        noticed.add(finding)
    table = shaped(Grid(task.title, grid), noticed, task.limits, encoding=encoding)
    return Contents((task.title,), () if table is None else (table,), () if table else noticed.findings())


def delimiter_of(text: str) -> str:
    """The delimiter that cuts the first lines most evenly into most columns; a comma when none does."""
    sample = "\n".join(text[: 1 << 17].splitlines()[:SAMPLE_LINES])
    best, best_score = ",", 0.0
    for delimiter in DELIMITERS:
        try:
            widths = [len(record) for record in csv.reader(io.StringIO(sample), delimiter=delimiter) if record]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count, default=1)
        score = widths.count(usual) / max(len(widths), 1) * min(usual, 50) if usual > 1 else 0.0
        if score > best_score:
            best, best_score = delimiter, score
    return best


def _records(text: str, delimiter: str, limits: Limits) -> list[list[Cell]]:
    csv.field_size_limit(limits.cell_characters)
    records: list[list[Cell]] = []
    cells = 0
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for record in reader:
            if len(record) > limits.columns:
                raise Refused.because(
                    "reader.columns",
                    f"第 {len(records) + 1} 行有 {len(record)} 列，最多 {limits.columns} 列",
                    remedy="检查分隔符是否用对，删去多余的列",
                )
            cells += len(record)
            if len(records) > limits.rows or cells > limits.cells:
                raise _too_many(limits)
            records.append([cell or None for cell in record])
    except csv.Error as wrong:
        raise _malformed(str(wrong), len(records) + 1, reader.line_num, limits) from None
    return records


def _too_many(limits: Limits) -> Refused:
    """Said while counting: a table must not fill the memory before its size is known."""
    return Refused.because(
        "reader.rows",
        f"表格超过 {limits.rows} 行或 {limits.cells} 格",
        remedy="删去数据以外的空行，或按乡镇拆成几个文件",
    )


def _malformed(told: str, row: int, line: int, limits: Limits) -> Refused:
    where = f"第 {row} 行（文本第 {line} 行）"
    if "field larger" in told:
        message = f"{where}有一格超过 {limits.cell_characters} 字，多半是引号没有成对"
    elif "unexpected end" in told:
        message = f"第 {row} 行的引号到文件末尾也没有闭合，文件可能不完整"
    else:
        message = f"{where}的引号用错：引号闭合后应当是分隔符"
    return Refused.because("reader.quoting", message, remedy="用 Excel 或 WPS 打开检查这一行，重新另存为 CSV")


def _refuse_nul(text: str) -> None:
    at = text.find("\0")
    if at >= 0:
        raise Refused.because(
            "reader.nul",
            f"文本第 {text.count(chr(10), 0, at) + 1} 行含有空字符（NUL），不是正常的文本表格",
            remedy="重新从原系统导出；或用 Excel 打开后另存为“CSV UTF-8”",
        )
