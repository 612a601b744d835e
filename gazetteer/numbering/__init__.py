"""Door numbers (门牌号): how one is read and written, and how numbers run along a street or through a group."""

from gazetteer.numbering.conventions import agreeing as agreeing
from gazetteer.numbering.conventions import conventions as conventions
from gazetteer.numbering.door_number import MAX_NUMBER as MAX_NUMBER
from gazetteer.numbering.door_number import DoorNumber as DoorNumber
from gazetteer.numbering.door_number import SubStyle as SubStyle
from gazetteer.numbering.door_number import parse_number as parse_number
from gazetteer.numbering.hierarchy import HIERARCHY_RULES
from gazetteer.numbering.history import HISTORY_RULES
from gazetteer.numbering.inference import Convention as Convention
from gazetteer.numbering.inference import Tally as Tally
from gazetteer.numbering.inference import infer as infer
from gazetteer.numbering.next_number import Basis as Basis
from gazetteer.numbering.next_number import Door as Door
from gazetteer.numbering.next_number import Stock as Stock
from gazetteer.numbering.next_number import Suggestion as Suggestion
from gazetteer.numbering.next_number import next_number as next_number
from gazetteer.numbering.order import out_of_order as out_of_order
from gazetteer.numbering.profile import Confidence as Confidence
from gazetteer.numbering.profile import NumberingProfile as NumberingProfile
from gazetteer.numbering.profile import VillageScope as VillageScope
from gazetteer.numbering.profile import make_profile as make_profile
from gazetteer.numbering.repair import Relocation as Relocation
from gazetteer.numbering.repair import Renumbering as Renumbering
from gazetteer.numbering.repair import Standing as Standing
from gazetteer.numbering.repair import relocations as relocations
from gazetteer.numbering.repair import renumber as renumber
from gazetteer.numbering.rows import COLUMNS as COLUMNS
from gazetteer.numbering.rows import RowRule as RowRule
from gazetteer.numbering.rows import Rows as Rows
from gazetteer.numbering.rules import BY_ID as BY_ID
from gazetteer.numbering.rules import RULES as RULES
from gazetteer.numbering.rules import Judge as Judge
from gazetteer.numbering.rules import NumberingRule as NumberingRule
from gazetteer.numbering.signs import SIGN_RULES
from gazetteer.numbering.wording import WORDING_RULES

ROW_RULES: tuple[RowRule, ...] = (*HIERARCHY_RULES, *SIGN_RULES, *HISTORY_RULES, *WORDING_RULES)
"""Every rule that needs rows and no geometry."""
