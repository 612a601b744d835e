"""Writers: rows go out in the formats other programs open, each file saying what it is and what it is not."""

from layers.exchange.writers.export import Export as Export
from layers.exchange.writers.export import Made as Made
from layers.exchange.writers.formats import FORMATS as FORMATS
from layers.exchange.writers.formats import Format as Format
from layers.exchange.writers.formats import format_of as format_of
from layers.exchange.writers.gather import gather as gather
