"""How layers look on the map, as a stylesheet written from their declarations: no kind is named twice.

Only declared constants come in (keys, colours, icon names), each held to a pattern; stored text never does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from layers.layer import Layer

KEY, COLOUR, ICON = re.compile(r"[a-z_]+"), re.compile(r"#[0-9A-Fa-f]{6}"), re.compile(r"[a-zA-Z0-9_-]+")


def symbol_styles(layers: Iterable[Layer], icon_address: str) -> str:
    """CSS custom properties `--symbol` and `--icon` for each layer's class `symbol-<key>`.

    `icon_address` is the icons' folder on this server. Raises ValueError on a declaration that is not plain.
    """
    rules = []
    for layer in layers:
        if layer.symbol is None:
            continue
        plain = KEY.fullmatch(layer.key) and COLOUR.fullmatch(layer.symbol.colour)
        if not plain or (layer.symbol.icon and not ICON.fullmatch(layer.symbol.icon)):
            raise ValueError(f"{layer.key}: key, colour or icon is not plain")
        icon = f" --icon: url({icon_address}/{layer.symbol.icon}.svg);" if layer.symbol.icon else ""
        rules.append(f".symbol-{layer.key} {{ --symbol: {layer.symbol.colour.lower()};{icon} }}")
    return "\n".join(rules) + "\n"
