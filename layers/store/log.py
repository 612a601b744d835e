"""The hash chain: how an event's hash is made and recomputed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

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


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def event_hash(parts: Sequence[Any]) -> str:
    """SHA-256, in hexadecimal, over the JSON array of the event's parts in the order of `PARTS`."""
    return hashlib.sha256(_encode(parts).encode("utf-8", "surrogatepass")).hexdigest()
