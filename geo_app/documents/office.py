"""What an office brings of its own: templates and fonts in its data directory, used before ours."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from gazetteer.errors import Refused

SHIPPED = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Office:
    """The data directory's `templates/` (official.docx, official.typ) and `fonts/`; None: ours alone."""

    folder: Path | None = None

    @property
    def fonts(self) -> Path | None:
        """Font files of the office's own."""
        return self.folder / "fonts" if self.folder else None

    def template(self, name: str) -> Path:
        """The office's template of this name when it has one, else the shipped one."""
        own = self.folder / "templates" / name if self.folder else None
        return own if own is not None and own.is_file() else SHIPPED / name

    def broken(self, path: Path, why: str) -> Refused:
        """What to raise when a template cannot be used."""
        return Refused.because(
            "document.template",
            f"模板 {path} 不能用：{why}",
            remedy="改正模板；或移走它，用系统自带的模板",
            subject=path.name,
        )


NO_OFFICE = Office()
