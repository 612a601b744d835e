"""Reverse geocoding (由位置查地址): the nearest gate on the right side of the road, never across the county line."""

from layers.reverse_geocoding.answer import ReverseAnswer as ReverseAnswer
from layers.reverse_geocoding.answer import Within as Within
from layers.reverse_geocoding.index import ReverseIndex as ReverseIndex
