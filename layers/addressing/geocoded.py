"""What a text is answered with: how it was understood, what was changed and why, and where it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from gazetteer.addresses import Lexicon, Reading
from gazetteer.addresses.parsing import Parse
from gazetteer.findings import Finding
from layers.address_match import AddressMatch
from layers.addressing.explaining import findings_of
from layers.addressing.statuses import GeocodeStatus
from layers.addressing.wording import Change, changes_of, components_of, confidence_of


@dataclass(frozen=True)
class Geocoded:
    """The answer to one text.

    `matches` are sorted by score; with status `ambiguous` the first ones are equally good and a person chooses; they
    are empty for `out_of_area` and `rejected`. `is_gate` says that the first match is the very gate asked for (its
    building or unit may be missing). What was understood (`parse`) belongs to the first match. Components, changes and
    findings are worded when asked for.
    """

    status: GeocodeStatus
    reading: Reading
    lexicon: Lexicon = field(repr=False)
    parse: Parse | None = None
    matches: tuple[AddressMatch, ...] = ()
    choices: int = 0
    is_gate: bool = False

    @property
    def key(self) -> str:
        """The plate of the address asked for; "" where a person must choose or look, and for a neighbour's plate."""
        return self.matches[0].plate if self.is_gate and self.status.answers else ""

    @property
    def components(self) -> dict[str, str]:
        """The address by component, as registered where it was found; "" where there is none."""
        return components_of(self.reading, self.parse, self.lexicon)

    @property
    def confidence(self) -> dict[str, float]:
        """How sure each filled component is, 0 to 1."""
        return confidence_of(self.reading, self.parse, self.lexicon)

    @property
    def changes(self) -> tuple[Change, ...]:
        """What the answer reads otherwise than it was written, with the reason."""
        return changes_of(self.reading, self.parse, self.lexicon)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person should know: why nothing was found, or that there is a choice."""
        return findings_of(self.status, self.reading, self.matches, self.choices, self.changes)

    def as_json(self) -> dict[str, object]:
        """The JSON contract of `geo-app geocode`. Telephones and people in the text are not in it."""
        return {
            "status": self.status.value,
            "canonical": self.reading.text.text,
            "components": self.components,
            "confidence": self.confidence,
            "changes": [change.as_json() for change in self.changes],
            "matches": [match.as_json() for match in self.matches],
            "choices": self.choices,
            "findings": [finding.as_json() for finding in self.findings],
        }
