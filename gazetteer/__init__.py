"""What is right: names, codes, plates, numbers and the rules over them.

Pure Python: nothing here reads a disk, a network, a table or a data frame. This is the public door;
what it does not re-export may move.
"""

from gazetteer.acts import ALLOWED as ALLOWED
from gazetteer.acts import PUBLIC_USE as PUBLIC_USE
from gazetteer.acts import ActType as ActType
from gazetteer.acts import NameStatus as NameStatus
from gazetteer.acts import PublicUse as PublicUse
from gazetteer.addresses import Address as Address
from gazetteer.addresses import compose as compose
from gazetteer.addresses import parse_composed as parse_composed
from gazetteer.cases import CaseState as CaseState
from gazetteer.cases import check_case_step as check_case_step
from gazetteer.categories import CLASS_CODES as CLASS_CODES
from gazetteer.categories import ClassCode as ClassCode
from gazetteer.categories import PlaceKind as PlaceKind
from gazetteer.categories import check_class as check_class
from gazetteer.clocks import announcement_deadline as announcement_deadline
from gazetteer.clocks import filing_deadline as filing_deadline
from gazetteer.divisions import check_code as check_code
from gazetteer.divisions import check_code_name as check_code_name
from gazetteer.divisions import place_name_of as place_name_of
from gazetteer.errors import NotFound as NotFound
from gazetteer.errors import Refused as Refused
from gazetteer.errors import Stale as Stale
from gazetteer.findings import Finding as Finding
from gazetteer.findings import Severity as Severity
from gazetteer.findings import blocking as blocking
from gazetteer.findings import worst as worst
from gazetteer.names import Act as Act
from gazetteer.names import NameRole as NameRole
from gazetteer.names import PlaceName as PlaceName
from gazetteer.names import decide as decide
from gazetteer.names import judge as judge
from gazetteer.names import standard_name as standard_name
from gazetteer.numbering import DoorNumber as DoorNumber
from gazetteer.numbering import parse_number as parse_number
from gazetteer.plates import AddressStatus as AddressStatus
from gazetteer.plates import PlateKind as PlateKind
from gazetteer.plates import PlateStatus as PlateStatus
from gazetteer.plates import check_pair as check_pair
from gazetteer.plates import check_step as check_step
