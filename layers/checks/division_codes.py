"""Who owns a row, and whether division codes and names are the right pairs."""

from __future__ import annotations

import csv
import dataclasses
from collections.abc import Iterator, Mapping

from gazetteer.divisions import check_code, check_code_name, parent_of
from gazetteer.findings import Finding, Severity
from layers.checks.ground import Ground, Row
from layers.layer import Layer
from layers.profile import shipped_folder


def check_owners(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Every row belongs to a division of this county that is in the division table."""
    known = set(ground.divisions["code"])
    for row, code in zip(ground.rows(declared), ground.frame(declared.key)["division"], strict=True):
        if code in known:
            continue
        for finding in check_code(code, county_code=ground.profile.code):
            yield _about(row, finding)
        yield row.finding(
            "division.owner", Severity.ERROR, f"所属区划 {code} 不在区划表中", value=code, remedy="改为现行的区划代码"
        )


def check_divisions(ground: Ground, declared: Layer) -> Iterator[Finding]:
    """Divisions: lawful code, the code's own name as published, a parent that is there and fits the code."""
    if declared.key != "division":
        return
    frame = ground.frame("division")
    published, present = _published(ground), set(ground.divisions["code"])
    columns = (frame["code"], frame["name"], frame["parent_code"])
    for row, (code, name, parent) in zip(ground.rows(declared), zip(*columns, strict=True), strict=True):
        findings = check_code(code, county_code=ground.profile.code)
        if not findings and published:
            findings = check_code_name(code, name, published)
        for finding in findings:
            yield _about(row, finding)
        if code == ground.profile.code or findings:
            continue
        if parent != parent_of(code):
            yield row.finding(
                "division.parent_code",
                Severity.ERROR,
                f"的上级代码是 {parent or '空'}，按代码应为 {parent_of(code)}",
                value=str(parent or ""),
                clause="GB/T 10114",
                remedy="改正上级代码",
            )
        elif parent not in present:
            yield row.finding(
                "division.parent_missing", Severity.ERROR, f"的上级 {parent} 不在区划表中", remedy="先登记上级区划"
            )


def _published(ground: Ground) -> Mapping[str, str]:
    """Code → name as published with the profile; empty for a county whose list is not shipped."""
    folder = shipped_folder(ground.profile.code)
    if folder is None or not (folder / "divisions.csv").exists():
        return {}
    with (folder / "divisions.csv").open(encoding="utf-8-sig", newline="") as stream:
        return {row["code"]: row["statistical_name"] for row in csv.DictReader(stream)} | {
            ground.profile.code: ground.profile.name
        }


def _about(row: Row, finding: Finding) -> Finding:
    return dataclasses.replace(finding, subject=row.id, message=f"{row.layer.title}“{row.label}”：{finding.message}")
