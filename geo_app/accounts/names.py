"""The names of accounts: short, and of characters that can be seen, so that no name forges a log line."""

from __future__ import annotations

import unicodedata

from gazetteer.errors import Refused

LONGEST = 40
UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"})


def account_name(text: str) -> str:
    """The account's name, trimmed and composed (NFC). Raises Refused."""
    name = visible(text)
    if not name or len(name) > LONGEST or "/" in name:
        raise Refused.because("account.name", f"账号名应为 1–{LONGEST} 个字，不含斜线", remedy="换一个账号名")
    return name


def visible(text: str) -> str:
    """Text trimmed and composed. Raises Refused for control and invisible characters."""
    name = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(character) in UNSEEN for character in name):
        raise Refused.because(
            "account.name_characters", "名称里有看不见的字符（换行、控制符、方向符等）", remedy="删去后重新输入"
        )
    return name
