"""Scans of signed paper decisions: kept under their own SHA-256, never under a name somebody gave."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from gazetteer.errors import Refused
from geo_app.accounts.permissions import Action, Person, allowed
from geo_app.services.county import County

LARGEST_BYTES = 20 * 1024 * 1024
KINDS = ((b"%PDF-", "pdf"), (b"\xff\xd8\xff", "jpg"), (b"\x89PNG\r\n\x1a\n", "png"))


def keep_scan(county: County, person: Person, content: bytes) -> str:
    """Keeps a scan and returns its SHA-256. Raises Refused for anything but PDF, JPEG or PNG up to 20 MB."""
    if not allowed(person, Action.REVIEW):
        raise Refused.because("scan.permission", "没有登记批文的权限")
    ending = next((ending for magic, ending in KINDS if content.startswith(magic)), None)
    if ending is None:
        raise Refused.because("scan.kind", "扫描件不是 PDF、JPEG 或 PNG", remedy="另存为这三种格式之一")
    if len(content) > LARGEST_BYTES:
        raise Refused.because("scan.size", "扫描件超过 20 MB", remedy="降低分辨率后再上传")
    digest = hashlib.sha256(content).hexdigest()
    folder = county.settings.data_dir / "decisions"
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / f"{digest}.{ending}"
    if not target.exists():
        target.write_bytes(content)
    return digest


def find_scan(county: County, digest: str) -> Path | None:
    """The kept scan with this SHA-256; None when there is none. Whoever may see the change set may see it."""
    if not re.fullmatch(r"[0-9a-f]{64}", digest):
        return None
    folder = county.settings.data_dir / "decisions"
    return next((folder / f"{digest}.{e}" for _, e in KINDS if (folder / f"{digest}.{e}").exists()), None)
