"""The numbers by which a track is judged: house practice, measured on simulated walks; every result states them."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverageRules:
    """How near, how parallel, how continuous a track must be to count as having walked the line.

    Metres, seconds, degrees. The defaults suit phones (30 m); 20 m suits a good receiver. They rest on no
    regulation: the measures ask for an inspection point by point, not for a tolerance (未核实).
    """

    tolerance_m: float = 30.0
    course_deg: float = 50.0
    step_m: float = 10.0
    line_window_m: float = 30.0
    course_base_m: float = 30.0
    smoothing_m: float = 15.0
    jump_m: float = 200.0
    pause_s: float = 120.0
    speed_m_s: float = 40.0
    bridge_m: float = 150.0
    shortest_m: float = 100.0
    marker_m: float = 30.0

    def __post_init__(self) -> None:
        """Raises ValueError for a number that is not positive, or a course beyond a right angle."""
        wrong = [name for name, value in asdict(self).items() if not value > 0]
        if wrong or self.course_deg > 90:
            raise ValueError(f"not usable: {', '.join(wrong) or 'course_deg'}")

    def told(self) -> str:
        """The method in one Chinese sentence, for reports."""
        return (
            f"界线每 {self.step_m:g} 米取一点，{self.tolerance_m:g} 米内有轨迹、且航向与界线走向之差不超过 "
            f"{self.course_deg:g}°（界线取前后各 {self.line_window_m:g} 米）即计为走过；轨迹在相邻两点相距超过 "
            f"{self.jump_m:g} 米、间隔超过 {self.pause_s:g} 秒或速度超过 {self.speed_m_s:g} 米/秒处断开；"
            f"轨迹在旁而航向不明的 {self.bridge_m:g} 米以内空当并入两侧；不足 {self.shortest_m:g} 米的零星段不计，界桩旁的除外"
        )

    def as_json(self) -> dict[str, float]:
        """The numbers by name."""
        return asdict(self)
