"""One row judged: its values by the declarations, its references, its owner; nothing guessed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gazetteer.divisions import check_code, check_code_name
from gazetteer.findings import Finding, Severity
from layers.conform import conform
from layers.exchange.headers import OWNERS
from layers.exchange.known import Key, Known
from layers.exchange.owners import Owners
from layers.exchange.references import References
from layers.exchange.table import RawRow
from layers.layer import Field, Layer
from layers.store.contract import Value


@dataclass(slots=True)
class Judged:
    """What a row says: values by field key, the owning division ("" when untold), the generated mark, findings."""

    number: int
    values: dict[str, Value]
    division: str = ""
    generated: bool | None = None
    findings: list[Finding] = field(default_factory=list)
    key: Key = ()


class RowJudge:
    """Judges rows of one layer. Findings name the file's own headings."""

    def __init__(self, layer: Layer, known: Known, columns: Mapping[str, int], headers: tuple[str, ...]) -> None:
        self.layer, self.known, self.columns = layer, known, columns
        self.owners = Owners(known.divisions, known.profile)
        self.references = References(known)
        self.headings = {f.title: headers[columns[f.key]] for f in layer.fields if f.key in columns}
        self.plain = [(f.key, columns[f.key]) for f in layer.fields if f.key in columns and not f.references]
        self.pointing = [(f, columns[f.key]) for f in layer.fields if f.key in columns and f.references]
        self.owning = [(role, columns[role]) for role in OWNERS if role in columns]
        self.of_division = layer.key == "division"
        if self.owning:
            self.headings["所属区划"] = headers[self.owning[0][1]]
        self.headings |= {"乡镇": headers[columns["township"]]} if "township" in columns else {}
        self.headings |= {"村、社区": headers[columns["village"]]} if "village" in columns else {}

    def judge(self, row: RawRow) -> Judged:
        """Everything the row says and everything that stands against it."""
        cells = row.cells
        values, findings = conform(self.layer, {key: cells[n] for key, n in self.plain}, partial=True)
        judged = Judged(row.number, values, findings=findings)
        self._own(judged, row)
        for declared, n in self.pointing:
            found, wrong = self.references.resolve(declared, cells[n], judged.division)
            values[declared.key] = found
            if wrong:
                findings.append(wrong)
            elif found is None and declared.required:
                findings.append(_empty(declared))
        if not judged.division:
            judged.division = self._inherited(values)
        if "generated" in self.columns:
            judged.generated = str(cells[self.columns["generated"]] or "").strip() in ("是", "true", "True", "1")
        if findings:
            judged.findings = [self._placed(finding, row.number) for finding in findings]
        judged.key = tuple(values.get(part) for part in self.layer.natural_key)
        return judged

    def _own(self, judged: Judged, row: RawRow) -> None:
        if self.of_division:
            judged.division = str(judged.values.get("code") or "")
            judged.findings += self._division_findings(judged.division, str(judged.values.get("name") or ""))
            return
        if self.owning:
            judged.division, wrong = self.owners.owner({role: row.cells[n] for role, n in self.owning})
            judged.findings += wrong

    def _division_findings(self, code: str, name: str) -> list[Finding]:
        """A division's own code and name; a pair that nobody holds yet is a new division."""
        if not code:
            return []
        pair = check_code_name(code, name, self.known.divisions) if name else []
        new = [finding for finding in pair if finding.rule != "divisions.unknown"]
        return [*check_code(code, county_code=self.known.profile.code), *new]

    def _inherited(self, values: Mapping[str, Value]) -> str:
        """The owner of what the row belongs to, where the file tells no owner."""
        for declared, _ in self.pointing:
            target = values.get(declared.key)
            if declared.required and isinstance(target, str):
                return self.references.division_of(declared, target)
        return ""

    def _placed(self, finding: Finding, number: int) -> Finding:
        column = finding.column or ("区划代码" if finding.rule.startswith("divisions.") else "")
        if column == "区划代码" and self.of_division:
            return replace(finding, row=number, column=self.headings.get("区划代码", column))
        if finding.rule.startswith("divisions.") and not self.of_division:
            column = column if column in self.headings else "所属区划"
        return replace(finding, row=number, column=self.headings.get(column, column))


def _empty(declared: Field) -> Finding:
    return Finding(
        "field.required",
        Severity.ERROR,
        f"“{declared.title}”没有填写",
        column=declared.title,
        remedy="补充后再提交",
    )
