"""The measurement lines under the ECG: plain figures with units, no diagnosis made of them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cdss.core.figures import signed
from cdss.signals.st_thresholds import ST_DEPRESSED_MV, st_depression_mv, st_notable
from ui.views.foot_line import FootItem

_DASH = "–"
_FURTHER = (
    ("qtcf_ms", "QTcF", " ms", "{:.0f}"),
    ("sokolow_lyon_mv", "Sokolow-Lyon", " mV", "{:.1f}"),
    ("cornell_mv", "Cornell", " mV", "{:.1f}"),
)


def measurement_items(measurements: tuple[tuple[str, float | None], ...]) -> tuple[FootItem, ...]:
    """HR, PR, QRS, QT with QTc after Bazett (B), axis, QTc after Fridericia (F), voltages; a dash where not measurable."""
    if not measurements:
        return ()
    values = dict(measurements)
    return (
        _item("HR", values.get("heart_rate"), "/min"),
        _item("PR", values.get("pr_ms"), " ms"),
        _item("QRS", values.get("qrs_ms"), " ms"),
        FootItem("QT/QTcB", f"{_figure(values.get('qt_ms'))}/{_figure(values.get('qtc_ms'))} ms"),
        _item(QCoreApplication.translate("EcgFigures", "Axis"), values.get("axis_deg"), "°", "{:+.0f}"),
        *(_item(label, values[key], unit, form) for key, label, unit, form in _FURTHER if key in values),
    )


def st_items(
    levels: tuple[tuple[str, float | None], ...], thresholds: tuple[tuple[str, float | None], ...] = ()
) -> tuple[FootItem, ...]:
    """Leads whose ST level is notable, the largest deviation first: coloured and with "≥ 0.20" or "≤ −0.05" where a threshold is
    reached, plain and with "< 0.20" below the higher threshold of V2 and V3. A depression in aVR has no threshold."""
    limit = dict(thresholds)
    notable = [(lead, mv) for lead, mv in levels if mv is not None and st_notable(mv)]
    ranked = sorted(notable, key=lambda pair: -abs(pair[1]))
    return tuple(_st_item(lead, mv, limit.get(lead)) for lead, mv in ranked)


def _st_item(lead: str, level: float, threshold: float | None) -> FootItem:
    figure, depression = signed(level, "{:+.2f}"), st_depression_mv(lead)
    if level <= ST_DEPRESSED_MV and depression is not None:
        return FootItem(lead, f"{figure} (≤ {signed(depression, '{:.2f}')})", "up")
    if threshold is None or level <= ST_DEPRESSED_MV:
        return FootItem(lead, figure)
    reached = level >= threshold
    return FootItem(lead, f"{figure} ({'≥' if reached else '<'} {threshold:.2f})", "up" if reached else "text")


def _item(label: str, value: float | None, unit: str, form: str = "{:.0f}") -> FootItem:
    return FootItem(label, _DASH, "muted") if value is None else FootItem(label, _figure(value, form) + unit)


def _figure(value: float | None, form: str = "{:.0f}") -> str:
    return _DASH if value is None else signed(value, form)
