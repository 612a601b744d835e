"""`geo-app`: one verb per file. A verb's module is imported only when it is called, so help is instant."""

from __future__ import annotations

import importlib

import click

from geo_app.cli.groups import OfficeGroup

VERBS = {
    "assets": "安装网页脚本、样式与公文字体（只需一次，之后离线可用）",
    "backup": "写出完整、封存的备份",
    "bench": "与同类工具在同一数据上比较速度",
    "check": "对全部数据运行全部检查",
    "demo": "建立演示县数据（生成的数据处处标明）",
    "explain": "审查拟用地名，逐条写明依据、邻近地名和处理办法",
    "export": "导出图层（GPKG、GeoJSON、SHP、CSV、XLSX、KML、GPX）",
    "geocode": "由文字查地址（一个地址，或一张地址表）",
    "import": "检查、预览并导入表格或图形文件",
    "inspect": "外业证据：轨迹、照片、方位物丈量、界桩移位、界线走向",
    "layers": "图层目录",
    "numbering": "门牌编号：审核、推断惯例、下一个号",
    "report": "生成公文报告（DOCX、PDF、HTML）",
    "restore": "把备份恢复到空的位置",
    "reverse": "由位置查地址",
    "romanize": "按汉语拼音拼写地名，逐字写明依据",
    "serve": "启动网页应用",
    "site": "选址：布点（p-中位、最大覆盖、集合覆盖、p-中心）、可达性、适宜性",
    "snapshot": "给外部使用的 GeoPackage 快照",
    "template": "空白导入模板",
    "topology": "检查面图形是否无缝无叠",
    "user": "账号",
    "verify": "核验数据库、事件链与计数",
}


class LazyVerbs(OfficeGroup):
    """The group of all verbs; the module of a verb is `geo_app.cli.<verb>_verb` and holds `command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  (click's signature)
        """The verbs, in alphabetical order."""
        return sorted(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The verb called `cmd_name`, imported now; None when there is none."""
        if cmd_name not in VERBS:
            return None
        command = importlib.import_module(f"geo_app.cli.{cmd_name}_verb").command
        assert isinstance(command, click.Command)  # noqa: S101
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Lists the verbs without importing one of them."""
        with formatter.section("命令"):
            formatter.write_dl(sorted(VERBS.items()))


@click.command(cls=LazyVerbs)
@click.version_option(package_name="geo-app")
@click.option("--data", "data_dir", metavar="DIR", help="数据目录（默认 ./county，环境变量 GEO_APP_DATA）")
@click.option("--database", "database_url", metavar="URL", help="数据库地址（默认为数据目录内的单文件）")
@click.option("--json", "as_json", is_flag=True, help="只在标准输出上打印一个 JSON 文档")
@click.pass_context
def main(ctx: click.Context, data_dir: str | None, database_url: str | None, as_json: bool) -> None:
    """保管一个县的地名，并指出它们在哪里。Keeps a county's place names right, and shows where things are."""
    ctx.obj = {"data_dir": data_dir, "database_url": database_url, "as_json": as_json}
