"""Standard addresses (标准地址): what they are made of, how they are written, and how what people write is read."""

from gazetteer.addresses.composed import Address as Address
from gazetteer.addresses.composed import compose as compose
from gazetteer.addresses.composed import parse_composed as parse_composed
