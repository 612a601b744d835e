"""Measurements against peers on the same data; `geo-app bench` runs them."""
