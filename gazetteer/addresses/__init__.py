"""Standard addresses (标准地址): what they are made of, how they are written, and how what people write is read."""

from gazetteer.addresses.canonical import VERSION as VERSION
from gazetteer.addresses.canonical import Canonical as Canonical
from gazetteer.addresses.canonical import canonical as canonical
from gazetteer.addresses.composed import Address as Address
from gazetteer.addresses.composed import compose as compose
from gazetteer.addresses.composed import parse_composed as parse_composed
from gazetteer.addresses.levels import AddressLevel as AddressLevel
from gazetteer.addresses.lexicon import Lexicon as Lexicon
from gazetteer.addresses.lexicon import LexiconName as LexiconName
from gazetteer.addresses.parsing import AddressReader as AddressReader
from gazetteer.addresses.parsing import Parse as Parse
from gazetteer.addresses.parsing import Reading as Reading
from gazetteer.addresses.parsing import parse as parse
