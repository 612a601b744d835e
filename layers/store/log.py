"""The hash chain: how an event's hash is made and recomputed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
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


def event_hash(row: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, over the JSON array of the event's parts in the order of `PARTS`."""
    body = json.dumps([row[part] for part in PARTS], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode("utf-8", "surrogatepass")).hexdigest()
