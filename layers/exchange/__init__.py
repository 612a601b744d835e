"""Exchange: files in and out. What comes in is hostile until proven; what goes out opens elsewhere."""

from layers.exchange.filing import plan_file as plan_file
from layers.exchange.inspecting import inspect_file as inspect_file
from layers.exchange.mapping import lacking as lacking
from layers.exchange.mapping import mappable as mappable
from layers.exchange.options import ImportOptions as ImportOptions
from layers.exchange.plan import ImportPlan as ImportPlan
from layers.exchange.plan import Outcome as Outcome
from layers.exchange.plan import RowPlan as RowPlan
from layers.exchange.reader import read_file as read_file
from layers.exchange.templates import template as template
