"""Folium's shell is constant: no record, no other host, the same script at every start."""

from __future__ import annotations

import subprocess
import sys

import pytest

from geo_app.factory import create_app
from geo_app.maps.assets import FILES
from geo_app.maps.shell import VENDOR_SCRIPTS, VENDOR_STYLES, map_shell
from geo_app.maps.symbols import symbol_styles
from geo_app.web.public import MODULES
from layers.catalog import LAYERS, layer
from layers.layer import Layer, Symbol
from tests.house.source import ROOT
from tests.house.test_no_foreign_host import foreign

BOUNDS = (116.7, 30.95, 117.3, 31.45)
PRINT = f"from geo_app.maps.shell import map_shell; print(map_shell({BOUNDS}).script)"


def test_the_script_makes_one_map_and_names_nothing_else() -> None:
    script = map_shell(BOUNDS).script
    assert "var map_county = L.map(" in script
    assert "tileLayer" not in script
    assert "marker" not in script.lower()
    assert foreign(script) == []


def test_the_script_is_the_same_in_another_process() -> None:
    other = subprocess.run([sys.executable, "-c", PRINT], capture_output=True, text=True, check=True).stdout
    assert other.strip() == map_shell(BOUNDS).script.strip()


def test_the_shell_needs_nothing_beyond_what_we_serve() -> None:
    assert {*VENDOR_SCRIPTS, *VENDOR_STYLES} <= {f"vendor/{target}" for target in FILES.values()}


def test_every_declared_symbol_is_among_the_assets() -> None:
    icons = {made.symbol.icon for made in LAYERS if made.symbol and made.symbol.icon}
    assert {f"icons/{icon}.svg" for icon in icons} - set(FILES.values()) == set()


def test_the_stylesheet_holds_a_rule_for_every_layer_with_a_symbol() -> None:
    styles = symbol_styles(LAYERS, "/static/vendor/icons")
    for made in LAYERS:
        assert (f".symbol-{made.key} {{" in styles) is (made.symbol is not None)


@pytest.mark.parametrize(
    "symbol",
    [
        Symbol(shape="square", colour="#000000", icon="x.svg); } body { display: none"),
        Symbol(shape="square", colour="red; } *{}"),
    ],
)
def test_a_declaration_that_is_no_plain_word_is_refused(symbol: Symbol) -> None:
    base = layer("nursing_home")
    odd = Layer(
        key="odd", title="", english="", description="", geometry=base.geometry, fields=base.fields,
        label=base.label, natural_key=base.natural_key, desk=base.desk, symbol=symbol,
    )  # fmt: skip
    with pytest.raises(ValueError, match="not plain"):
        symbol_styles([odd], "/icons")


def test_our_own_scripts_are_asked_for_again_after_an_upgrade(tiny_county) -> None:
    """Modules import each other by plain names: an hour-old half of them must not meet a new other half."""
    client = create_app(tiny_county).test_client()
    module = client.get("/static/js/map/main.js")
    assert "no-cache" in module.headers["Cache-Control"]
    assert client.get("/static/js/map/main.js", headers={"If-None-Match": module.headers["ETag"]}).status_code == 304
    assert "max-age" in client.get("/static/css/map.css?v=1").headers["Cache-Control"]


def test_every_module_of_the_map_is_fetched_at_once() -> None:
    ours = {file.stem for file in (ROOT / "static/js/map").glob("*.js")} - {"main"}
    assert ours == set(MODULES)
