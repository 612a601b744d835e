"""What `geo-app bench` prints for people."""

from __future__ import annotations

from geo_app.cli.bench_table import bench_lines

ANSWER = {
    "name": "audit",
    "machine": "two cores",
    "ours": {"rows": 59466, "seconds": 1.5, "faults": {"found": 3}, "graphs": [{"p": 5, "proved": True}, {"p": 10}]},
    "peers": {
        "loop": {"seconds": 3.0, "setup": "road by road, project() and sort, as anybody would"},
        "other": {"not_installed": "pip install 'geo-app[bench]'"},
    },
    "ratios": {"loop": {"seconds": 2.0}},
}


def test_figures_stand_in_rows_and_ratios_behind_the_peer() -> None:
    assert [line.rstrip() for line in bench_lines(ANSWER)] == [
        "audit（two cores）",
        "                  本系统  loop      other",
        "    rows          59,466",
        "    seconds       1.5     3.0 (2×)",
        "    faults found  3",
        "  本系统 graphs：",
        "    p   proved",
        "    5   True",
        "    10",
        "  loop setup：road by road, project() and sort, as anybody would",
        "  other not_installed：pip install 'geo-app[bench]'",
    ]
