"""Uploads on their way in: each in a folder of its own under a random name, its owner's alone, gone after a day."""

from __future__ import annotations

import json
import re
import secrets
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from gazetteer.errors import NotFound, Refused
from geo_app.accounts.permissions import Action, Person, allowed
from geo_app.services.county import County
from geo_app.services.imports import plain_name
from layers.catalog import layer as layer_of
from layers.exchange import ImportOptions
from layers.layer import Layer

KEPT = timedelta(hours=24)
TOKEN = re.compile(r"[A-Za-z0-9_-]{16,40}")
ENDING = re.compile(r"\.[A-Za-z0-9]{1,8}")
BLOCK = 1 << 20
MOST_STAGED = 20  # of one person


@dataclass(frozen=True, slots=True)
class Staged:
    """An upload that waits: whose it is, what it is called, and where it lies."""

    token: str
    owner: str
    layer: Layer
    filename: str
    size: int
    uploaded_at: datetime
    folder: Path

    @property
    def file(self) -> Path:
        """The upload itself, under a name of ours."""
        return next(self.folder.glob("upload.*"))

    @property
    def expires_at(self) -> datetime:
        """When it is thrown away."""
        return self.uploaded_at + KEPT

    def keep(self, name: str, document: Mapping[str, Any]) -> None:
        """Keeps a JSON document beside the upload."""
        text = json.dumps(document, ensure_ascii=False, default=str)
        target = self.folder / f"{name}.json"
        waiting = target.with_suffix(".new")
        waiting.write_text(text, encoding="utf-8", errors="replace")
        waiting.replace(target)

    def kept(self, name: str) -> dict[str, Any] | None:
        """The document kept under `name`, or None."""
        target = self.folder / f"{name}.json"
        if not target.exists():
            return None
        found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
        return found

    @property
    def options(self) -> ImportOptions:
        """What the person last decided about the file."""
        kept = self.kept("options") or {}
        changed_on = kept.get("changed_on")
        return ImportOptions(
            mode=kept.get("mode", "all"),
            crs=kept.get("crs", ""),
            columns=kept.get("columns", {}),
            sheet=kept.get("sheet", ""),
            changed_on=date.fromisoformat(changed_on) if changed_on else None,
        )


def may_import(person: Person, layer: Layer) -> bool:
    """Whether the person may bring files into this layer at all."""
    return allowed(person, Action.IMPORT, desk=layer.desk)


def stage(county: County, person: Person, layer: Layer, filename: str, stream: BinaryIO) -> Staged:
    """Takes an upload in. Raises Refused for what is too large, nameless, or not this person's to import."""
    if not may_import(person, layer):
        raise Refused.because("import.permission", f"没有导入{layer.title}的权限", remedy="请有权限的人员办理")
    name = plain_name(filename)
    ending = Path(name).suffix
    if not name or not ENDING.fullmatch(ending):
        raise Refused.because("import.no_file", "没有选择文件", remedy="选择一个 CSV、XLSX 或图形文件")
    throw_away_expired(county)
    if len(waiting(county, person)) >= MOST_STAGED:
        raise Refused.because("import.too_many", "等待处理的导入太多", remedy="先确认或放弃已有的导入")
    token = secrets.token_urlsafe(18)
    folder = _room(county) / token
    folder.mkdir(mode=0o700)
    try:
        size = _copy(stream, folder / f"upload{ending.lower()}", county.settings.upload_max_mb)
    except Refused:
        shutil.rmtree(folder)
        raise
    made = Staged(token, person.name, layer, name, size, datetime.now(UTC), folder)
    made.keep(
        "staged",
        {"owner": made.owner, "layer": layer.key, "filename": name, "size": size, "uploaded_at": made.uploaded_at},
    )
    return made


def staged(county: County, person: Person, token: str) -> Staged:
    """One's own upload. Raises NotFound, in words, for what is gone, expired or another's."""
    found = _open(_room(county) / token) if TOKEN.fullmatch(token) else None
    if found is None or found.owner != person.name or found.expires_at < datetime.now(UTC):
        raise NotFound.because(
            "import.gone", "这次导入已经确认、放弃，或超过一天已清除；没有任何内容入库", remedy="重新上传文件"
        )
    return found


def waiting(county: County, person: Person) -> list[Staged]:
    """One's own uploads, newest first."""
    found = [one for folder in _room(county).iterdir() if (one := _open(folder)) and one.owner == person.name]
    return sorted(found, key=lambda one: one.uploaded_at, reverse=True)


def discard(one: Staged) -> None:
    """Throws an upload away with everything beside it."""
    shutil.rmtree(one.folder, ignore_errors=True)


def throw_away_expired(county: County) -> None:
    """Throws away what nobody came back for within a day."""
    for folder in _room(county).iterdir():
        found = _open(folder)
        oldest = datetime.now(UTC) - KEPT
        left = datetime.fromtimestamp(folder.stat().st_mtime, UTC) if found is None else found.uploaded_at
        if left < oldest:
            shutil.rmtree(folder, ignore_errors=True)


def _room(county: County) -> Path:
    room = county.settings.data_dir / "imports"
    room.mkdir(mode=0o700, exist_ok=True)
    return room


def _open(folder: Path) -> Staged | None:
    try:
        kept = json.loads((folder / "staged.json").read_text(encoding="utf-8"))
        uploaded_at = datetime.fromisoformat(kept["uploaded_at"])
        return Staged(
            folder.name, kept["owner"], layer_of(kept["layer"]), kept["filename"], kept["size"], uploaded_at, folder
        )
    except (OSError, ValueError, KeyError):
        return None


def _copy(stream: BinaryIO, target: Path, most_mb: int) -> int:
    size = 0
    with target.open("xb") as copy:
        while block := stream.read(BLOCK):
            size += len(block)
            if size > most_mb * BLOCK:
                raise Refused.because("import.size", f"文件超过 {most_mb} MB", remedy="按乡镇拆成几个文件再导入")
            copy.write(block)
    return size
