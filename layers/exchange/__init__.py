"""Exchange: files in and out. What comes in is hostile until proven; what goes out opens elsewhere."""

from layers.exchange.reader import read_file

__all__ = ["read_file"]
