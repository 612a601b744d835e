"""Topology of areas (行政区域面拓扑): gaps, overlaps and open inlets, exactly, and what is wrong with single rings.

Nothing is ever repaired silently: what could be done is a proposal with a ledger of who gains and loses.
"""

from layers.boundaries.topology.coverage import Coverage as Coverage
from layers.boundaries.topology.coverage import check_coverage as check_coverage
from layers.boundaries.topology.faces import Face as Face
from layers.boundaries.topology.faces import FaceKind as FaceKind
from layers.boundaries.topology.ledger import WIDEST_M as WIDEST_M
from layers.boundaries.topology.ledger import Transfer as Transfer
from layers.boundaries.topology.ledger import balance_m2 as balance_m2
from layers.boundaries.topology.ledger import propose as propose
from layers.boundaries.topology.measuring import Measure as Measure
from layers.boundaries.topology.reprojection import reprojected as reprojected
from layers.boundaries.topology.rings import usable_areas as usable_areas
from layers.boundaries.topology.shared_lines import SharedLine as SharedLine
from layers.boundaries.topology.shared_lines import shared_lines as shared_lines
