"""The hash chain: how an event's hash is made and recomputed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import orjson

PARTS = (
    "sequence",
    "at",
    "actor",
    "change_set",
    "layer",
    "object_id",
    "division",
    "act",
    "reason",
    "document",
    "before",
    "after",
    "previous_hash",
)


def event_hash(parts: Sequence[Any]) -> str:
    """SHA-256, in hexadecimal, over the JSON array of the event's parts in the order of `PARTS`."""
    return hashlib.sha256(orjson.dumps(parts)).hexdigest()
