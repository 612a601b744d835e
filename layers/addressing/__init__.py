"""The parts behind `layers.address_index`: heads of addresses, number spaces, answers, prefixes, rows of a store."""
