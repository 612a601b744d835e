"""The layers' choice lists and the gazetteer's vocabularies are the same words."""

import pytest

from gazetteer import ActType, AddressStatus, NameRole, NameStatus, PlaceKind, PlateKind, PlateStatus
from gazetteer.terms import Term
from layers import places, plates
from layers.layer import Choice


@pytest.mark.parametrize(
    ("vocabulary", "choices"),
    [
        (NameStatus, places.NAME_STATUSES),
        (NameRole, places.NAME_ROLES),
        (ActType, places.ACT_TYPES),
        (PlaceKind, places.PLACE_KINDS),
        (PlateKind, plates.PLATE_KINDS),
        (PlateStatus, plates.PLATE_STATUSES),
        (AddressStatus, plates.ADDRESS_STATUSES),
    ],
)
def test_one_vocabulary(vocabulary: type[Term], choices: tuple[Choice, ...]) -> None:
    assert [(c.value, c.title, c.english) for c in choices] == [(t.value, t.term, t.english) for t in vocabulary]
