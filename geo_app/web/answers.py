"""JSON answers: kept in memory until the next event, small on the wire, 304 when the browser has them."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import Any

from flask import Response, request

from geo_app.services.map_view import View, view_of
from geo_app.web.context import county, person

KEPT_ANSWERS = 256
KEPT_BYTES = 64 * 1024 * 1024
WORTH_PACKING = 1400
"""Bytes below which one network packet carries the answer anyway."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One finished body, as it is and packed, under its ETag."""

    body: bytes
    packed: bytes
    tag: str


class Answers:
    """Answers by what they depend on, the oldest leaving first; safe from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[object, ...], Answer] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def get(self, key: tuple[object, ...]) -> Answer | None:
        """The kept answer, if any."""
        with self._lock:
            return self._kept.get(key)

    def keep(self, key: tuple[object, ...], answer: Answer) -> None:
        """Keeps an answer within the bounds of number and bytes."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = answer
                self._bytes += _size(answer)
            while len(self._kept) > KEPT_ANSWERS or (self._bytes > KEPT_BYTES and len(self._kept) > 1):
                self._bytes -= _size(self._kept.popitem(last=False)[1])


_answers = Answers()


def cached(build: Callable[[View], Mapping[str, Any]]) -> Response:
    """The answer for this reader: from memory while nothing has changed and the day is the same.

    Raises NotFound while the gate keeps the reader out.
    """
    view = view_of(county(), person())
    settings = county().settings
    key = (settings.data_dir, settings.database_url, county().store.head(), date.today(), request.full_path, view)  # noqa: DTZ011  (the office's own day)
    answer = _answers.get(key)
    if answer is None:
        answer = finished(build(view))
        _answers.keep(key, answer)
    return respond(answer)


def finished(document: Mapping[str, Any]) -> Answer:
    """A document as bytes, with its ETag."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
    packed = gzip.compress(body, 5, mtime=0) if len(body) > WORTH_PACKING else b""
    return Answer(body, packed, hashlib.sha256(body).hexdigest()[:24])


def respond(answer: Answer) -> Response:
    """The response: revalidated each time, packed where the browser takes it."""
    packed = bool(answer.packed) and request.accept_encodings["gzip"] > 0
    response = Response(answer.packed if packed else answer.body, mimetype="application/json")
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    if packed:
        response.headers["Content-Encoding"] = "gzip"
    response.set_etag(answer.tag)
    return response.make_conditional(request)  # type: ignore[return-value]  # the same response


def plain(document: Mapping[str, Any]) -> Response:
    """A document that is nobody else's and not kept."""
    body = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Response(body, mimetype="application/json", headers={"Cache-Control": "no-store"})


def _size(answer: Answer) -> int:
    return len(answer.body) + len(answer.packed)
