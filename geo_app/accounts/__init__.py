"""People: who may come in, and what each may do."""
