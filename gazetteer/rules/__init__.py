"""Naming rules: what stands against a proposed name, by its class, its division and its neighbours."""

from gazetteer.rules.candidate import Candidate as Candidate
from gazetteer.rules.candidate import Override as Override
from gazetteer.rules.explaining import Judgement as Judgement
from gazetteer.rules.explaining import Verdict as Verdict
from gazetteer.rules.explaining import ask as ask
from gazetteer.rules.explaining import explain as explain
from gazetteer.rules.extent import Extent as Extent
from gazetteer.rules.neighbours import Bond as Bond
from gazetteer.rules.neighbours import Likeness as Likeness
from gazetteer.rules.neighbours import Neighbour as Neighbour
from gazetteer.rules.neighbours import NeighbourIndex as NeighbourIndex
from gazetteer.rules.neighbours import Neighbours as Neighbours
from gazetteer.rules.neighbours import Standing as Standing
from gazetteer.rules.registry import RULES as RULES
from gazetteer.rules.registry import RULES_VERSION as RULES_VERSION
from gazetteer.rules.rule import Inquiry as Inquiry
from gazetteer.rules.rule import Remark as Remark
from gazetteer.rules.rule import Rule as Rule
from gazetteer.rules.rulebook import Rulebook as Rulebook
from gazetteer.rules.rulebook import shipped_rulebook as shipped_rulebook
