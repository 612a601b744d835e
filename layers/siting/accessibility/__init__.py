"""Accessibility (可达性): how much supply people can reach, and how many are reached at all.

`floating_catchment` (2SFCA, E2SFCA, 3SFCA) shares supply among those who compete for it; `reached_supply` only
counts what is near; `coverage` asks who has something near at all. Every answer carries what it was computed from.
"""

from layers.siting.accessibility.catchment import Accessibility as Accessibility
from layers.siting.accessibility.catchment import Method as Method
from layers.siting.accessibility.catchment import floating_catchment as floating_catchment
from layers.siting.accessibility.coverage import Coverage as Coverage
from layers.siting.accessibility.coverage import coverage as coverage
from layers.siting.accessibility.coverage import reached_supply as reached_supply
from layers.siting.accessibility.decay import Decay as Decay
from layers.siting.accessibility.decay import gaussian as gaussian
from layers.siting.accessibility.decay import thirds as thirds
from layers.siting.accessibility.decay import threshold as threshold
from layers.siting.accessibility.decay import zones as zones
from layers.siting.accessibility.indicators import Indicator as Indicator
