"""What a map page costs the server and the wire: counts and one screen of points against Folium with every plate.

The peers are Folium's MarkerCluster and FastMarkerCluster with each plate's number as its popup, drawn into a
page of their own; ours is the first sight, one screen of points and the shell's share of both.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import folium
import shapely
from folium.plugins import FastMarkerCluster, MarkerCluster

from benchmarks import compared
from benchmarks.clock import county_at, seconds
from benchmarks.read_box import busiest
from geo_app.services import map_data
from geo_app.services.map_view import View
from geo_app.services.publication import read_gate
from layers.store import Query, Scope


def run(folder: Path) -> dict[str, Any]:
    """Seconds and kilobytes."""
    with county_at(folder) as county:
        view = View(Scope.everything(), frozenset({"names", "plates", "boundaries", "facilities"}), read_gate(county))
        box = busiest(county.store)

        def first() -> str:
            sight = map_data.first_sight(county, view, "door_plate")
            return json.dumps([sight, map_data.points(county, view, "door_plate", box)], ensure_ascii=False)

        ours = {"seconds": seconds(first), "kilobytes": len(first().encode()) / 1000}
        frame = county.store.read("door_plate", Scope.everything(), Query(columns=("number_text",)))
    places = shapely.get_coordinates(frame.geometry.to_numpy())[:, ::-1].tolist()
    texts = frame["number_text"].tolist()
    pages = {"folium_marker_cluster": MarkerCluster, "folium_fast_marker_cluster": FastMarkerCluster}
    peers = {}
    for name, cluster in pages.items():
        drawn: list[str] = []
        taken = seconds(lambda cluster=cluster, drawn=drawn: drawn.append(_page(cluster, places, texts)), rounds=1)  # type: ignore[misc]  # bound now
        peers[name] = {"seconds": taken, "kilobytes": len(drawn[-1].encode()) / 1000}
    answer = compared(ours, peers)
    answer["ours"]["rows"] = len(frame)
    return answer


def _page(cluster: Any, places: list[list[float]], texts: list[str]) -> str:
    """A page as a Folium user writes it. The texts are numbers of the demo: Folium would run what stands in braces."""
    drawing = folium.Map(location=places[0], zoom_start=11)
    if cluster is MarkerCluster:
        MarkerCluster(locations=places, popups=[text.replace("{", "").replace("}", "") for text in texts]).add_to(
            drawing
        )
    else:
        FastMarkerCluster(places).add_to(drawing)
    return str(drawing.get_root().render())
