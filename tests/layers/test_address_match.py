"""A match says where, how precisely, and rounds only when it is written."""

from layers.address_match import AddressMatch, Precision


def test_a_match_is_written_with_its_precision() -> None:
    match = AddressMatch(
        address="云岭县河口镇东关村二组5号",
        plate="A-1",
        lon=108.123456789,
        lat=35.5,
        precision=Precision.GATE,
        score=0.98765,
        distance_m=12.345,
    )
    written = match.as_json()
    assert written["lon"] == 108.1234568
    assert written["precision"] == "gate"
    assert written["score"] == 0.988
    assert written["distance_m"] == 12.3
    assert written["radius_m"] is None


def test_finer_comes_before_coarser() -> None:
    order = list(Precision)
    assert order.index(Precision.GATE) < order.index(Precision.INTERPOLATED) < order.index(Precision.VILLAGE)
