"""Suitability (选址适宜性): a raster screen finds where land may be free, the vector verdict says what may be said.

`load_rules` → `Evidence` (layers, letters, what is missing) → `judge_site` for a site, `allowed_land` for an area.
"""

from layers.siting.suitability.candidates import USUAL_RESOLUTION_M as USUAL_RESOLUTION_M
from layers.siting.suitability.candidates import AllowedLand as AllowedLand
from layers.siting.suitability.candidates import allowed_land as allowed_land
from layers.siting.suitability.candidates import width_m as width_m
from layers.siting.suitability.evidence import Answer as Answer
from layers.siting.suitability.evidence import Evidence as Evidence
from layers.siting.suitability.evidence import Letter as Letter
from layers.siting.suitability.evidence import Standing as Standing
from layers.siting.suitability.evidence import ThemeLayer as ThemeLayer
from layers.siting.suitability.evidence import theme_layer as theme_layer
from layers.siting.suitability.rules import Confidence as Confidence
from layers.siting.suitability.rules import RuleBook as RuleBook
from layers.siting.suitability.rules import RuleLayer as RuleLayer
from layers.siting.suitability.rules import SitingRule as SitingRule
from layers.siting.suitability.rules import Weight as Weight
from layers.siting.suitability.rules import load_rules as load_rules
from layers.siting.suitability.scoring import Criterion as Criterion
from layers.siting.suitability.scoring import Score as Score
from layers.siting.suitability.scoring import score_site as score_site
from layers.siting.suitability.screen import Screen as Screen
from layers.siting.suitability.screen import screen as screen
from layers.siting.suitability.verdict import RuleResult as RuleResult
from layers.siting.suitability.verdict import Site as Site
from layers.siting.suitability.verdict import SiteVerdict as SiteVerdict
from layers.siting.suitability.verdict import Status as Status
from layers.siting.suitability.verdict import Verdict as Verdict
from layers.siting.suitability.verdict import judge_site as judge_site
