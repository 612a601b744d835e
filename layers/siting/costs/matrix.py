"""Costs that somebody else computed: a .npy matrix, or rows of origin, destination, cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy
from numpy.typing import NDArray

from gazetteer.errors import Refused
from gazetteer.findings import Finding, Severity
from layers.siting.costs.contract import Costs, Floats, Indices, Unit

SHOWN = 20
Row = tuple[int, str, str, float | None]
"""Row number in the file, origin, destination, cost."""


class GivenCosts(Costs):
    """A matrix of costs, origins × destinations, in a unit of its own; inf where there is no way.

    Raises Refused for NaN (which is not “no way”: it is unknown), negative costs, other than two
    dimensions, or numbers that are not real.
    """

    def __init__(self, costs: Floats, *, unit: Unit = Unit.MATRIX, method: str = "给定的成本矩阵") -> None:
        array = numpy.asarray(costs)
        if array.ndim != 2 or array.dtype.kind not in "fiub":
            raise Refused.because("costs.matrix", f"成本矩阵应为二维实数，实际为 {array.ndim} 维 {array.dtype}")
        array = array.astype(float, copy=False)
        if wrong := [*_wrong(array, numpy.isnan(array), "是 NaN（未知）"), *_wrong(array, array < 0, "是负数")]:
            raise Refused(wrong)
        self._costs, self.unit, self._method = array, unit, method
        self.shape = (array.shape[0], array.shape[1])

    @property
    def method(self) -> str:
        """What the matrix is, as it was said."""
        return self._method

    def pairs(self, demands: Indices, candidates: Indices) -> Floats:
        """Cells of the matrix, broadcast."""
        return self._costs[demands, candidates]


def load_matrix(path: Path, *, unit: Unit = Unit.MATRIX) -> GivenCosts:
    """The matrix of a .npy file, read without pickle. Raises Refused when it holds anything but numbers."""
    try:
        array = numpy.load(path, allow_pickle=False)
    except (ValueError, EOFError) as wrong:
        raise Refused.because(
            "costs.matrix",
            f"{path.name} 不是数值矩阵（.npy）",
            remedy="用 numpy.save 保存二维数值数组；不读对象（pickle）",
        ) from wrong
    if not isinstance(array, numpy.ndarray):
        raise Refused.because("costs.matrix", f"{path.name} 里有几个数组", remedy="保存成单个 .npy")
    return GivenCosts(array, unit=unit, method=f"成本矩阵 {path.name}")


def costs_of_rows(
    rows: Iterable[Row], origins: Sequence[str], destinations: Sequence[str], *, unit: Unit = Unit.MATRIX
) -> GivenCosts:
    """A matrix from rows; pairs without a row have no way. Raises Refused with every row that does not fit.

    Wrong are: an origin or destination nobody knows, a pair given twice, a cost that is no number.
    """
    row_of, column_of = ({key: n for n, key in enumerate(keys)} for keys in (origins, destinations))
    costs = numpy.full((len(origins), len(destinations)), numpy.inf)
    seen: set[tuple[int, int]] = set()
    wrong: list[Finding] = []
    for number, origin, destination, cost in rows:
        pair = (row_of.get(origin, -1), column_of.get(destination, -1))
        message = _fault(pair, origin, destination, cost, again=pair in seen)
        if message or cost is None:
            wrong.append(Finding("costs.row", Severity.ERROR, message, row=number, remedy="改正这一行"))
            continue
        seen.add(pair)
        costs[pair] = cost
    if wrong:
        raise Refused(wrong)
    return GivenCosts(costs, unit=unit, method="逐对给定的成本（没有列出的视为不可达）")


def _fault(pair: tuple[int, int], origin: str, destination: str, cost: float | None, *, again: bool) -> str:
    if pair[0] < 0:
        return f"没有需求点“{origin[:40]}”"
    if pair[1] < 0:
        return f"没有设施“{destination[:40]}”"
    if cost is None or numpy.isnan(cost):
        return f"“{origin[:40]}”到“{destination[:40]}”的成本不是数"
    return f"“{origin[:40]}”到“{destination[:40]}”重复给出" if again else ""


def _wrong(array: Floats, where: NDArray[numpy.bool_], what: str) -> list[Finding]:
    cells = numpy.argwhere(where)
    findings = [
        Finding(
            "costs.value",
            Severity.ERROR,
            f"成本矩阵第 {row + 1} 行第 {column + 1} 列{what}",
            row=row + 1,
            column=str(column + 1),
            value=str(array[row, column]),
            remedy="不可达写 inf；不知道的先算出来",
        )
        for row, column in cells[:SHOWN].tolist()
    ]
    if len(cells) > SHOWN:
        findings.append(Finding("costs.value", Severity.ERROR, f"成本矩阵另有 {len(cells) - SHOWN} 格{what}"))
    return findings
