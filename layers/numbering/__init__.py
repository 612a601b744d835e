"""Numbering (编号) on the ground: axes, sides, order, crossings, hulls; the audit, what it infers, what it proposes."""

from layers.numbering.audit import Audit as Audit
from layers.numbering.audit import audit as audit
from layers.numbering.audit import look as look
from layers.numbering.audit import seen_spaces as seen_spaces
from layers.numbering.audit import summary as summary
from layers.numbering.profile_file import numbering_profile as numbering_profile
from layers.numbering.register import Register as Register
from layers.numbering.register import Space as Space
