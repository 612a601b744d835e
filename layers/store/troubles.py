"""What a database says when it cannot, put into words a clerk can act on."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError

from gazetteer.errors import Refused

SPOKEN: tuple[tuple[tuple[str, ...], str, str, str], ...] = (
    (
        ("readonly", "read-only", "25006"),
        "store.read_only",
        "数据库是只读的，没有保存；原有数据没有受影响",
        "检查数据库文件和所在目录的写权限",
    ),
    (
        ("disk is full", "disk full", "53100"),
        "store.disk_full",
        "磁盘已满，没有保存；原有数据没有受影响",
        "腾出空间后再保存一次",
    ),
    (("locked", "busy", "timed out", "55P03", "40P01"), "store.busy", "另一项写入还没有结束，没有保存", "稍候再试"),
    (
        ("not a database", "malformed", "file is encrypted"),
        "store.not_a_database",
        "数据库文件不是本系统能读的，或已损坏",
        "检查路径；如文件已损坏，用 restore 把备份恢复到新的位置",
    ),
    (
        ("unable to open", "disk i/o"),
        "store.cannot_open",
        "无法打开或读写数据库文件",
        "检查路径、读写权限、剩余空间和磁盘",
    ),
    (("constraint", "23"), "store.constraint", "有值不符合图层的约束，没有保存", "按图层说明改正后再保存"),
)


def refusal(wrong: Exception) -> Refused:
    """The refusal for a database's error; the database's own words are kept as the finding's subject.

    What begins with two digits in SPOKEN is the beginning of an SQLSTATE, never part of the words.
    """
    original = wrong.orig if isinstance(wrong, DBAPIError) and wrong.orig is not None else wrong
    said = str(original).strip()
    code = str(getattr(original, "sqlstate", "") or "")
    for words, rule, message, remedy in SPOKEN:
        if any(code.startswith(word) if word[:2].isdigit() else word in said.lower() for word in words):
            return Refused.because(rule, message, remedy=remedy, subject=said[:200])
    return Refused.because(
        "store.database",
        "数据库没有完成这项操作，没有保存",
        remedy="检查数据库是否在运行、地址是否正确",
        subject=said[:200],
    )
