"""Settings: every switch of the application, in one place, with its default and its meaning."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

N = TypeVar("N", int, float)


@dataclass(frozen=True, slots=True)
class Setting:
    """One switch: its key, environment variable, default (as text) and what it does (Chinese)."""

    key: str
    environment: str
    default: str
    help: str


SETTINGS = (
    Setting("data_dir", "GEO_APP_DATA", "./county", "数据目录：数据库、账号、县情档案、上传与文件都在这里"),
    Setting("database_url", "GEO_APP_DATABASE", "", "数据库地址；空为数据目录内的单文件，或 postgresql://…"),
    Setting("host", "GEO_APP_HOST", "127.0.0.1", "监听地址"),
    Setting("port", "GEO_APP_PORT", "8750", "监听端口"),
    Setting("session_hours", "GEO_APP_SESSION_HOURS", "8", "登录会话的最长小时数"),
    Setting("idle_minutes", "GEO_APP_IDLE_MINUTES", "30", "无操作自动退出的分钟数"),
    Setting("lockout_attempts", "GEO_APP_LOCKOUT_ATTEMPTS", "5", "连续失败多少次后锁定账号"),
    Setting("lockout_minutes", "GEO_APP_LOCKOUT_MINUTES", "15", "锁定的分钟数"),
    Setting("upload_max_mb", "GEO_APP_UPLOAD_MAX_MB", "64", "上传文件的最大兆字节数"),
    Setting("secure_cookies", "GEO_APP_SECURE_COOKIES", "0", "1 表示只经 HTTPS 发送会话标识"),
    Setting(
        "trusted_hosts", "GEO_APP_TRUSTED_HOSTS", "", "本服务器的域名，逗号分隔；IP 地址、localhost 和本机名不必填"
    ),
    Setting(
        "trusted_proxies", "GEO_APP_TRUSTED_PROXIES", "0", "前面有几层本单位的反向代理（决定采信谁报告的访问地址）"
    ),
    Setting("base_map_url", "GEO_APP_BASE_MAP_URL", "", "底图瓦片地址（XYZ，本单位自有服务）；空为无底图"),
    Setting("base_map_attribution", "GEO_APP_BASE_MAP_ATTRIBUTION", "", "底图的署名与审图号"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings in use, parsed."""

    data_dir: Path
    database_url: str
    host: str
    port: int
    session_hours: float
    idle_minutes: float
    lockout_attempts: int
    lockout_minutes: float
    upload_max_mb: int
    secure_cookies: bool
    trusted_hosts: tuple[str, ...]
    trusted_proxies: int
    base_map_url: str
    base_map_attribution: str


def load_settings(overrides: Mapping[str, str] | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Settings from `overrides` (command line), then the environment, then the defaults.

    Raises ValueError, naming the setting, on a value that cannot be read.
    """
    raw = {s.key: (overrides or {}).get(s.key) or environment.get(s.environment) or s.default for s in SETTINGS}
    data_dir = Path(raw["data_dir"]).expanduser().resolve()
    return Settings(
        data_dir=data_dir,
        database_url=raw["database_url"] or f"sqlite:///{data_dir / 'county.gpkg'}",
        host=raw["host"],
        port=_number("port", raw, int),
        session_hours=_number("session_hours", raw, float),
        idle_minutes=_number("idle_minutes", raw, float),
        lockout_attempts=_number("lockout_attempts", raw, int),
        lockout_minutes=_number("lockout_minutes", raw, float),
        upload_max_mb=_number("upload_max_mb", raw, int),
        secure_cookies=raw["secure_cookies"] == "1",
        trusted_hosts=tuple(name.strip().lower() for name in raw["trusted_hosts"].split(",") if name.strip()),
        trusted_proxies=_number("trusted_proxies", raw, int),
        base_map_url=raw["base_map_url"],
        base_map_attribution=raw["base_map_attribution"],
    )


def _number(key: str, raw: Mapping[str, str], kind: type[N]) -> N:
    try:
        return kind(raw[key])
    except ValueError:
        raise ValueError(f"设置 {key} 应为数字，实际为 {raw[key]!r}") from None


def static_folder() -> Path:
    """The folder of scripts, styles, fonts and icons: inside an installed wheel, else beside the packages."""
    installed = Path(__file__).parent / "static"
    return installed if installed.is_dir() else Path(__file__).parents[1] / "static"
