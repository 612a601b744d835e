"""When to stop: a time limit, a person who cancels, or both; asked often, and answered at once."""

from __future__ import annotations

import time
from collections.abc import Callable


class Deadline:
    """Runs from its making. `cancelled` is asked whenever the time is; once over, it stays over."""

    def __init__(self, limit_s: float | None = None, cancelled: Callable[[], bool] | None = None) -> None:
        self._started = time.monotonic()
        self._limit_s = limit_s
        self._cancelled = cancelled
        self._called_off = False

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._started

    @property
    def left_s(self) -> float:
        """Seconds left, not below 0; infinite without a limit."""
        return float("inf") if self._limit_s is None else max(0.0, self._limit_s - self.seconds)

    @property
    def called_off(self) -> bool:
        """Whether a person has cancelled."""
        if not self._called_off and self._cancelled is not None:
            self._called_off = bool(self._cancelled())
        return self._called_off

    @property
    def over(self) -> bool:
        """Whether to stop now with the best so far."""
        return self.left_s <= 0 or self.called_off

    def within(self, limit_s: float) -> Deadline:
        """A deadline from now on that ends after `limit_s` seconds, or with this one."""
        return Deadline(min(limit_s, self.left_s), lambda: self.called_off)
