"""Photographs as evidence (照片): where and when one was taken by its own word, and whether that fits what it shows.

Nothing of a photograph is believed because it is there: a tag that is missing, malformed or contradicted by
another is said and not used. Nothing is put right.
"""

from layers.boundaries.photos.claims import PhotoClaims as PhotoClaims
from layers.boundaries.photos.claims import read_claims as read_claims
from layers.boundaries.photos.judging import PhotoJudged as PhotoJudged
from layers.boundaries.photos.judging import PhotoRules as PhotoRules
from layers.boundaries.photos.judging import Span as Span
from layers.boundaries.photos.judging import Target as Target
from layers.boundaries.photos.judging import Verdict as Verdict
from layers.boundaries.photos.judging import judge_photo as judge_photo
