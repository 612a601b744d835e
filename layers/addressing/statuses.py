"""How a text was answered."""

from __future__ import annotations

from gazetteer.terms import Term


class GeocodeStatus(Term):
    """How a text was answered."""

    OK = "ok", "找到", "found"
    CORRECTED = "corrected", "更正后找到", "found after a correction"
    PARTIAL = "partial", "部分找到", "found in part"
    AMBIGUOUS = "ambiguous", "有多个可能", "several possible"
    OUT_OF_AREA = "out_of_area", "不在本县", "outside the county"
    REJECTED = "rejected", "不能识别", "not understood"

    @property
    def answers(self) -> bool:
        """Whether there is an answer that needs no person."""
        return self in (GeocodeStatus.OK, GeocodeStatus.CORRECTED, GeocodeStatus.PARTIAL)
