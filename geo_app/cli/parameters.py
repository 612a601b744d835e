"""Parameter types shared by verbs: a layer by its key, a moment, field=column pairs."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from layers.catalog import LAYERS, layer
from layers.layer import Layer


class LayerParameter(click.ParamType[Layer]):
    """A layer's key, turned into the Layer."""

    name = "LAYER"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> Layer:
        """The layer; a usage error that lists all keys when there is none of that key."""
        if isinstance(value, Layer):
            return value
        try:
            return layer(str(value))
        except KeyError:
            known = "、".join(f"{known.key}（{known.title}）" for known in LAYERS)
            self.fail(f"没有图层 {value!r}；可用：{known}", param, ctx)


class MomentParameter(click.ParamType[datetime]):
    """A date or a date and time; taken as UTC when no offset is given."""

    name = "TIME"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The moment with its offset; a usage error when it cannot be read."""
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} 不是时间，例如 2026-11-23 或 2026-11-23T08:00:00+08:00", param, ctx)
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


class PairParameter(click.ParamType[tuple[str, str]]):
    """FIELD=COLUMN."""

    name = "FIELD=COLUMN"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> tuple[str, str]:
        """The two sides; a usage error without an equals sign."""
        if isinstance(value, tuple):
            return value
        left, equals, right = str(value).partition("=")
        if not (left and equals and right):
            self.fail(f"{value!r} 应写成 字段=列名", param, ctx)
        return left, right


LAYER = LayerParameter()
MOMENT = MomentParameter()
PAIR = PairParameter()
DAY = click.DateTime(formats=["%Y-%m-%d"])
