"""The thirty checks of numbering (N01 to N30): what each is called, how much it weighs, what it rests on.

A profile may weigh a rule otherwise, switch it off, or name its own clause for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gazetteer.findings import Finding, Severity
from gazetteer.numbering.profile import OFF, NumberingProfile

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO


@dataclass(frozen=True, slots=True)
class NumberingRule:
    """A rule: identifier, the names its findings bear (the first is its own), severity, title, where it comes from."""

    id: str
    names: tuple[str, ...]
    severity: Severity
    title: str
    source: str


RULES: tuple[NumberingRule, ...] = (
    NumberingRule("N01", ("numbering.duplicate",), _E, "同一编号范围内没有重号", "各地通则"),
    NumberingRule(
        "N02",
        ("numbering.form", "numbering.leading_zero", "numbering.range"),
        _W,
        "号码能读懂，不以 0 开头，不超上限",
        "本库规则",
    ),
    NumberingRule("N03", ("numbering.sound_alike",), _W, "附近没有读音相同的街路巷使用同样的号", "地名管理条例第九条"),
    NumberingRule("N04", ("numbering.side", "numbering.convention"), _W, "单双号各在规定的一侧", "编号规则档案"),
    NumberingRule("N05", ("numbering.direction",), _W, "编号起点符合规定的方位", "编号规则档案"),
    NumberingRule("N06", ("numbering.order", "numbering.axis"), _W, "号码沿路依次增大", "编号规则档案"),
    NumberingRule(
        "N07",
        ("numbering.gap", "numbering.jump", "numbering.skipped_four"),
        _I,
        "没有缺号，不避 4、13、14",
        "编号规则档案",
    ),
    NumberingRule("N08", ("numbering.spacing",), _I, "号码间距与预留标准相称", "编号规则档案"),
    NumberingRule("N09", ("numbering.one_sided",), _W, "单侧建筑的路只用一种奇偶", "编号规则档案"),
    NumberingRule("N10", ("numbering.sub_number",), _W, "附号有在用的主号", "编号规则档案"),
    NumberingRule(
        "N11", ("plates.outside_village", "numbering.outside_group"), _W, "门牌在所属的村、组范围内", "本库规则"
    ),
    NumberingRule("N12", ("numbering.crossing",), _W, "门牌在自己的路旁，中间没有别的路", "本库规则"),
    NumberingRule("N13", ("numbering.same_point", "numbering.far_apart"), _W, "一处一牌，一个地址不在两处", "本库规则"),
    NumberingRule("N14", ("numbering.reference_system",), _E, "坐标系没有弄错", "本库规则"),
    NumberingRule("N15", ("numbering.parent",), _E, "单元有楼，楼有院", "GA/T 2000.32"),
    NumberingRule("N16", ("numbering.face_text", "numbering.face_renamed"), _W, "牌面文字与现名一致", "地名管理条例"),
    NumberingRule("N17", ("numbering.kind",), _W, "牌的种类与所在相称", "编号规则档案"),
    NumberingRule("N18", ("numbering.temporary",), _W, "临时地址没有过期，申请按期办结", "编号规则档案"),
    NumberingRule("N19", ("numbering.activation",), _W, "已激活的门牌有照片、位置和安装日期", "本库规则"),
    NumberingRule("N20", ("numbering.totals", "published.count"), _I, "各类门牌数与公布的总数相符", "县公布的数字"),
    NumberingRule("N21", ("numbering.name",), _E, "门牌所用的街路巷名称是批准的标准名称", "地名管理条例第二十一条"),
    NumberingRule("N22", ("numbering.groups",), _I, "组号从一排起，组、社、队不混用", "GA/T 2000.32"),
    NumberingRule("N23", ("numbering.building_order",), _I, "院内楼号依次编排", "编号规则档案"),
    NumberingRule(
        "N24",
        ("plates.qr_twice", "numbering.identity_twice", "numbering.signature"),
        _E,
        "二维码和标识不重复，二维码验签相符",
        "本库规则",
    ),
    NumberingRule("N25", ("numbering.two_roads",), _W, "一处建筑没有两条路的号，除非有主辅关系", "GB/T 39609"),
    NumberingRule("N26", ("numbering.characters",), _E, "名称和号码里没有异常字符", "本库规则"),
    NumberingRule("N27", ("numbering.sub_of_sub",), _E, "附号下不再编附号", "编号规则档案"),
    NumberingRule("N28", ("numbering.reissued",), _E, "注销的号在保留期内不再用，改号有新旧对照", "编号规则档案"),
    NumberingRule(
        "N29", ("numbering.village_scope", "numbering.parcel"), _W, "村内编号范围一致，一宗宅基地一个号", "编号规则档案"
    ),
    NumberingRule("N30", ("numbering.deadline",), _W, "确认、通知、装牌、恢复都在期限内", "编号规则档案"),
)
BY_ID: Mapping[str, NumberingRule] = {rule.id: rule for rule in RULES}


@dataclass(frozen=True, slots=True)
class Judge:
    """Speaks for the rules under one profile: severity and clause come from there."""

    profile: NumberingProfile

    def on(self, rule: str) -> bool:
        """Whether the profile lets the rule speak."""
        return self.profile.severities.get(rule) != OFF

    def severity(self, rule: str) -> Severity:
        """How much the rule weighs here."""
        word = self.profile.severities.get(rule, BY_ID[rule].severity)
        return Severity(word) if word != OFF else BY_ID[rule].severity

    def clause(self, rule: str) -> str:
        """What the rule rests on here: the profile's own clause, else where the rule comes from."""
        own = self.profile.clause(rule)
        if own:
            return own
        source = BY_ID[rule].source
        return self.profile.cited if source == "编号规则档案" else source

    def finding(
        self,
        rule: str,
        message: str,
        *,
        subject: str = "",
        name: str = "",
        severity: Severity | None = None,
        column: str = "",
        value: str = "",
        remedy: str = "",
        related: Sequence[str] = (),
    ) -> Finding:
        """A finding of the rule. `name` chooses among its names; `severity` softens what would otherwise weigh more."""
        weight = self.severity(rule)
        return Finding(
            name or BY_ID[rule].names[0],
            severity if severity is not None and severity.rank < weight.rank else weight,
            message,
            subject=subject,
            column=column,
            value=value,
            clause=self.clause(rule),
            remedy=remedy,
            related=tuple(related),
        )
