"""Romanization (罗马字母拼写): spellings of Chinese place names with the provenance of every reading."""

from gazetteer.romanization.audit import audit as audit
from gazetteer.romanization.readings import DecidedBy as DecidedBy
from gazetteer.romanization.readings import Reading as Reading
from gazetteer.romanization.readings import ReadingTables as ReadingTables
from gazetteer.romanization.spelling import Spelling as Spelling
from gazetteer.romanization.spelling import romanize as romanize
from gazetteer.romanization.syllables import break_line as break_line
