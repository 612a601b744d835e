"""The access log: who did what to accounts and settings, when, and with which result. It only grows."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, insert, select

from geo_app.accounts.database import ACCESS_LOG, Database, moment, now

DONE, REFUSED = "done", "refused"
KINDS = {
    "signed_in": "登录",
    "sign_in": "登录",
    "signed_out": "退出",
    "invitation_accepted": "启用账号",
    "password_changed": "更换口令",
    "invited": "发一次性链接",
    "account_close": "停用账号",
    "account_reopen": "启用账号",
    "account_sign-out": "退出其登录",
    "account_reset": "重置账号",
    "account_unlock": "解锁账号",
    "publication_gate": "设置公开发布",
    "verified": "核验",
    "report": "生成报告",
    "export": "导出",
    "denied": "越权访问",
}
"""What a deed is called on the audit page; one that is missing here is shown by its key."""


class AccessLog:
    """Appends and reads. Passwords, tokens and what people typed never enter it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, person: str, kind: str, *, result: str = DONE, **detail: object) -> None:
        """Appends one line."""
        with self._database.writing() as connection:
            connection.execute(
                insert(ACCESS_LOG).values(
                    at=now().isoformat(),
                    person=person,
                    kind=kind,
                    result=result,
                    detail=json.dumps(detail, ensure_ascii=False, default=str),
                )
            )

    def entries(self, limit: int = 200, offset: int = 0) -> list[Mapping[str, Any]]:
        """Lines, latest first: sequence, at, person, kind, term, result, detail."""
        with self._database.reading() as connection:
            rows = connection.execute(
                select(ACCESS_LOG).order_by(ACCESS_LOG.c.sequence.desc()).limit(limit).offset(offset)
            ).fetchall()
        return [
            {
                "sequence": row.sequence,
                "at": moment(row.at),
                "person": row.person,
                "kind": row.kind,
                "term": KINDS.get(row.kind, row.kind),
                "result": row.result,
                "detail": json.loads(row.detail),
            }
            for row in rows
        ]

    def count(self) -> int:
        """How many lines there are."""
        with self._database.reading() as connection:
            return int(connection.scalar(select(func.count()).select_from(ACCESS_LOG)) or 0)
