"""Siting (选址): where facilities should stand, what a plan is worth, and what has been proved about it.

Location methods answer with a Plan, which always carries a lower and an upper bound. They read costs through
a CostTable: a matrix, straight lines or roads (`layers.siting.costs`, `layers.siting.network`).
"""

from layers.siting.cost_table import CostTable as CostTable
from layers.siting.cost_table import MatrixCosts as MatrixCosts
