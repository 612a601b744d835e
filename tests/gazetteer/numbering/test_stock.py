"""What numbers each space has."""

from datetime import date

from gazetteer.numbering import Basis, Door, DoorNumber, make_profile, next_number, stocks_of
from tests.gazetteer.numbering.registers import PROFILE, TODAY, door, rows


def test_in_use_reserved_and_held() -> None:
    register = [
        door("a", "1号"),
        door("b", "1-1号"),
        door("c", "3号", address_status="reserved"),
        door("d", "5号", address_status="cancelled", cancelled_on=date(2025, 1, 1)),
        door("e", "7号", address_status="historical", cancelled_on=date(2015, 1, 1)),
        door("f", "9号", address_status="cancelled", cancelled_on=None),
        door("g", "11号", status="removed"),
        door("h", "东楼", kind="building"),
    ]
    (stock,) = stocks_of(rows(register), PROFILE).values()
    assert stock.taken == {(1, 0, 0), (1, 0, 1)}
    assert (stock.reserved, stock.held) == ({3}, {5, 9})
    assert [n for n in range(1, 12, 2) if stock.is_free(n)] == [3, 7, 11]
    unlimited = stocks_of(rows(register), make_profile({"key": "k", "title": "t", "source": "s"}))
    assert unlimited["g3"].held == {5, 7, 9}


def test_the_next_number_of_a_group_comes_from_its_stock() -> None:
    register = [door("a", "1号"), door("b", "2号"), door("c", "3号", address_status="cancelled", cancelled_on=TODAY)]
    stock = stocks_of(rows(register), PROFILE)["g3"]
    side = [Door(0, DoorNumber(1)), Door(1, DoorNumber(2))]
    said = next_number(1.5, side, stock, PROFILE, None)
    assert (str(said.number), said.basis) == ("4号", Basis.BEYOND)
