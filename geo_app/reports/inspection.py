"""The joint-inspection report of one boundary line (界线联合检查报告); a house template.

Numbers are taken from the records; what people must say is left to fill in. Its headings follow the
content items of 省级行政区域界线联合检查实施办法 (MCA order 28); no official form was found (未核实).
"""

from __future__ import annotations

from gazetteer.findings import Finding, Severity
from geo_app.documents.model import Document, FillIn, Heading, Paragraph, Part, Signatures, Table
from geo_app.documents.office import Office
from geo_app.reports.inspection_annex import coordinates, figures, sources
from geo_app.reports.inspection_field import marker_tables, stretch_table
from geo_app.reports.inspection_outline import outline
from geo_app.reports.inspection_subject import Subject
from geo_app.reports.report import Report, Request, chinese_day, day_of_last_event
from layers.boundaries.checks import check_families
from layers.boundaries.checks.judging import Family
from layers.boundaries.overview import Times, find_line, overview
from layers.profile import CountyProfile
from layers.store import Store

DEMO = "演示生成数据，不是实际检查结果"
ROUNDS = "一二三四五六七八九十"
TITLE = "行政区域界线联合检查报告"


def build(store: Store, profile: CountyProfile, request: Request, office: Office) -> tuple[Document, list[Finding]]:
    """The report's document and the desk findings in it. Raises NotFound when the line is not there for this reader."""
    times = Times(request.as_of, request.recorded_at)
    line = find_line(store, request.scope, request.line, times)
    dated = request.dated or day_of_last_event(store)
    seen = overview(store, request.scope, line, times)
    judged = check_families(seen, profile, dated)
    sequence, head = store.head()
    subject = Subject(store, profile, seen, request, dated, sequence, head, office)
    document = Document(
        number="编号：",
        title=TITLE,
        subtitle=subject.name,
        cover=_cover(subject),
        parties=tuple(f"{side}人民政府" for side in subject.sides),
        dated=chinese_day(dated),
        mark=DEMO if seen.generated else "",
        page_code=f"{line.values['line_code']}　数据截至第 {sequence} 号事件　{head[:12]}",
        parts=tuple(_parts(subject, judged)),
    )
    return document, [finding for _, found in judged for finding in found]


def _cover(subject: Subject) -> tuple[tuple[str, str], ...]:
    values, request = subject.values, subject.request
    rounds = f"第{ROUNDS[request.round - 1]}轮" if request.round and request.round <= len(ROUNDS) else ""
    if request.round and not rounds:
        rounds = f"第 {request.round} 轮"
    a, b = subject.sides
    return (
        ("界线编码", str(values["line_code"])),
        ("甲方", f"{a}（{values['side_a_code']}）"),
        ("乙方", f"{b}（{values['side_b_code']}）"),
        ("检查轮次", rounds or "第　　　轮"),
        ("检查年度", f"{request.year or subject.dated.year} 年"),
        ("编制单位", f"{a}民政局　{b}民政局"),
    )


def _parts(subject: Subject, judged: list[tuple[Family, list[Finding]]]) -> list[Part]:
    return [
        *outline(subject),
        *_organisation(subject),
        *_desk_check(subject, judged),
        Heading("四、外业检查"),
        *marker_tables(subject),
        *stretch_table(subject),
        *_problems(judged),
        Heading("六、跨界生产建设、矛盾纠纷与平安边界建设"),
        FillIn("跨界生产建设和资源开发情况", 2),
        FillIn("边界矛盾纠纷排查与平安边界协议", 2),
        Heading("七、结论与建议"),
        FillIn("双方一致意见", 3, stays=True),
        Signatures(
            tuple(f"{side}民政局" for side in subject.sides),
            ("负责人（签字）", "检查组组长（签字）", "界桩管理员（签字）"),
        ),
        *figures(subject),
        *coordinates(subject),
        *sources(subject),
    ]


def _organisation(subject: Subject) -> list[Part]:
    lead = {"A": subject.sides[0], "B": subject.sides[1]}.get(str(subject.values.get("lead_side") or ""), "")
    led = [Paragraph(f"登记的牵头方为{lead}。")] if lead else []
    return [
        Heading("二、组织实施"),
        *led,
        FillIn("牵头方、配合方" if not lead else "配合方"),
        FillIn("联席会议时间、地点"),
        FillIn("检查组成员（双方）", 2),
        FillIn("外业起止日期、方法与仪器"),
    ]


def _desk_check(subject: Subject, judged: list[tuple[Family, list[Finding]]]) -> list[Part]:
    findings = [finding for _, found in judged for finding in found]
    rows = tuple((str(n), family.title, _counted(found)) for n, (family, found) in enumerate(judged, 1))
    return [
        Heading("三、内业检查"),
        Paragraph(
            f"依据登记数据对下列 {len(judged)} 类内容作了核对，{_counted(findings)}，逐项见第五部分。"
            "核对只指出问题，不改动任何数据。"
        ),
        Table("表2　内业核对内容", ("序", "核对内容", "结果"), rows, (0.5, 5.2, 1.9), centred=(0, 2)),
        Paragraph(
            f"依据的数据：事件链第 {subject.sequence} 号，摘要 {subject.head[:32]}……；判断日期 {chinese_day(subject.dated)}。",
            quiet=True,
        ),
    ]


def _counted(findings: list[Finding]) -> str:
    words = [
        f"{severity.term} {n} 项"
        for severity in reversed(Severity)
        if (n := sum(1 for finding in findings if finding.severity is severity))
    ]
    return "、".join(words) or "没有发现问题"


def _problems(judged: list[tuple[Family, list[Finding]]]) -> list[Part]:
    findings = sorted((f for _, found in judged for f in found), key=lambda f: -f.severity.rank)
    rows = tuple(
        (str(n), f"{f.severity.mark}{f.severity.term}", f.message, f.clause, f.remedy, "")
        for n, f in enumerate(findings, 1)
    )
    return [
        Heading("五、问题与处理"),
        Table(
            "表6　检查发现与处理",
            ("序", "程度", "内容", "依据", "处理建议", "处理结果"),
            rows,
            (0.5, 0.85, 3.5, 2.1, 1.9, 1.3),
            small=True,
            centred=(0, 1),
            empty="没有发现问题",
        ),
        Paragraph("程度：■ 禁止　▲ 错误　◆ 警告　● 提示。", quiet=True),
    ]


REPORT = Report(
    "inspection",
    TITLE,
    "一条界线的概况、界桩与方位物、走向、内业核对结果、附图、坐标成果，供双方联合检查时填写、会签和归档。",
    build,
)
