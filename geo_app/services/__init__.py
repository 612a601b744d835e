"""Use cases, one file per task of a person: load, decide, save. No Flask, no HTML."""
