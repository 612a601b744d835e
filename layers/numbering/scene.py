"""What the rules of one audit share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gazetteer.findings import Finding
from gazetteer.numbering import Judge, NumberingProfile, VillageScope
from layers.numbering.axes import Stood
from layers.numbering.conventions import Followed
from layers.numbering.register import Integers, Mask, Register


@dataclass(slots=True)
class Scene:
    """The register, the judge, where plates stand, which conventions hold.

    `usable` loses plates that stand elsewhere as they are found: nothing further is concluded from their position.
    `shifted` are those of batches in another reference system. `out_of_order` are plates that N06 has named,
    `twins` those of a group whose number another door bears that stands better in the walk.
    """

    register: Register
    judge: Judge
    stood: Stood
    usable: Mask
    number_space: Integers
    shifted: Mask
    streets: dict[int, Followed] = field(default_factory=dict)
    scopes: Mapping[str, VillageScope] = field(default_factory=dict)
    out_of_order: set[int] = field(default_factory=set)
    twins: set[int] = field(default_factory=set)
    walks: dict[int, float] = field(default_factory=dict)

    @property
    def profile(self) -> NumberingProfile:
        """The profile everything is judged by."""
        return self.judge.profile

    def title(self, index: int) -> str:
        """A plate as a sentence names it."""
        return f"门楼牌“{self.register.labels[int(index)]}”"

    def number(self, index: int) -> str:
        """A plate's number as written."""
        return str(self.register.parsed[int(index)])

    def related(self, indexes: Integers | Sequence[int]) -> list[str]:
        """Identities of plates."""
        return [self.register.ids[int(index)] for index in indexes]


@dataclass(frozen=True, slots=True)
class GroundRule:
    """A rule that needs positions, axes or areas: identifier, needed columns, judgement."""

    id: str
    judge: Callable[[Scene], Iterator[Finding]]
    needs: tuple[str, ...] = ()
    reason: Callable[[Scene], str] = lambda _: ""
    """Why it cannot be judged here although the columns are there; "" when it can."""
