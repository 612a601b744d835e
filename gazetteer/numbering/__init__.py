"""Door numbers (门牌号): how one is read and written, and how numbers run along a street or through a group."""

from gazetteer.numbering.door_number import MAX_NUMBER as MAX_NUMBER
from gazetteer.numbering.door_number import DoorNumber as DoorNumber
from gazetteer.numbering.door_number import SubStyle as SubStyle
from gazetteer.numbering.door_number import parse_number as parse_number
