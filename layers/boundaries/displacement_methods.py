"""How good a method of finding a position is (测量方法): one RMSE each, with its source and how sure that is.

The RMSE is that of the position (点位中误差, both axes together), in metres. None of these is law; an RMSE that
the survey itself states goes before all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from gazetteer.terms import Term


class Confidence(Term):
    """How sure a figure is."""

    READ = "read", "已查阅原文", "read in full"
    REPORTED = "reported", "据转载", "reported second hand"
    UNVERIFIED = "unverified", "未核实", "unverified"


@dataclass(frozen=True, slots=True, kw_only=True)
class SurveyMethod:
    """A method, its position RMSE in metres, and where the figure comes from."""

    key: str
    term: str
    rmse_m: float
    source: str
    confidence: Confidence = Confidence.UNVERIFIED

    @property
    def told(self) -> str:
        """Method, figure and source in Chinese, marked 未核实 where nobody has checked it."""
        return f"{self.term} {self.rmse_m:g} 米（{self.source}；{self.confidence.term}）"

    def as_json(self) -> dict[str, object]:
        """The method as a JSON object."""
        return {
            "method": self.key,
            "term": self.term,
            "rmse_m": self.rmse_m,
            "source": self.source,
            "confidence": self.confidence.value,
        }


UNKNOWN = SurveyMethod(
    key="",
    term="方法未注明",
    rmse_m=1.0,
    source="界桩测定一般要求点位中误差不大于 1 米",
    confidence=Confidence.REPORTED,
)
METHODS: tuple[SurveyMethod, ...] = (
    SurveyMethod(key="static", term="静态 GNSS", rmse_m=0.02, source="接收机常见标称精度"),
    SurveyMethod(key="rtk", term="GNSS RTK（含网络 RTK）", rmse_m=0.05, source="CH/T 2009-2010 平面控制点 5 厘米"),
    SurveyMethod(key="total_station", term="全站仪", rmse_m=0.05, source="由已知点设站的常见精度"),
    SurveyMethod(key="differential", term="星基或码差分 GNSS", rmse_m=1.0, source="接收机常见标称精度"),
    SurveyMethod(key="handheld", term="手持 GNSS 单点定位", rmse_m=5.0, source="接收机常见标称精度"),
    SurveyMethod(
        key="phone",
        term="手机定位",
        rmse_m=6.0,
        source="手机实测 95% 在 10 米内（Al-Azizi、Shafri 2017），折合中误差约 6 米",
        confidence=Confidence.REPORTED,
    ),
    SurveyMethod(key="map", term="图上量取", rmse_m=25.0, source="图上 0.5 毫米，按 1:5 万计"),
    SurveyMethod(key="generated", term="演示生成", rmse_m=5.0, source="演示数据，不是测量"),
)


def survey_method(key: str) -> SurveyMethod:
    """The method of that key; UNKNOWN for "". Raises KeyError, naming the known ones, for any other."""
    if not key:
        return UNKNOWN
    for method in METHODS:
        if method.key == key:
            return method
    raise KeyError(f"{key}: one of {', '.join(one.key for one in METHODS)}")
