"""The store: one interface, two engines."""
