"""The map's shell: one constant Folium map, rendered once, taken apart for a strict content policy.

No stored text ever reaches Folium: it renders layers through Jinja a second time, so a name holding
braces would run. Folium draws the empty map; our scripts fetch JSON and use textContent.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

VENDOR_SCRIPTS = ("vendor/leaflet/leaflet.js", "vendor/leaflet.fullscreen/Control.FullScreen.js")
VENDOR_STYLES = ("vendor/leaflet/leaflet.css", "vendor/leaflet.fullscreen/Control.FullScreen.css")
MAP_ID = "county"
NEAREST_ZOOM = 20


@dataclass(frozen=True, slots=True)
class Shell:
    """The parts of the rendered map: its HTML and the script that makes `map_county`."""

    html: str
    script: str


@lru_cache(maxsize=8)
def map_shell(bounds: tuple[float, float, float, float]) -> Shell:
    """The shell for a county's bounds (west, south, east, north). Rendered once per process."""
    import folium  # noqa: PLC0415  (heavy; only a process that shows a map needs it)

    west, south, east, north = bounds
    shell = folium.Map(
        location=((south + north) / 2, (west + east) / 2),
        tiles=None,
        zoom_start=10,
        max_zoom=NEAREST_ZOOM,
        min_zoom=7,
        control_scale=False,
        prefer_canvas=True,
        zoom_control=False,
        zoom_snap=0.25,
        zoom_delta=1,
    )
    shell._id = MAP_ID  # noqa: SLF001  (Folium's random id would change the script at every start)
    shell.default_js = []
    shell.default_css = []
    figure = shell.get_root()
    figure.render()
    return Shell(html=figure.html.render(), script=figure.script.render())  # type: ignore[attr-defined]  # a Figure has both
