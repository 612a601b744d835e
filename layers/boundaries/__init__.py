"""Boundary lines, markers and what is found out about them."""
