"""The measurement lines under the ECG: plain figures with units, no diagnosis made of them."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cdss.core.figures import signed
from cdss.signals.qt_threshold import LONG_QTC_MS, long_qtc
from cdss.signals.st_thresholds import ST_DEPRESSED_MV, st_depression_mv, st_notable
from ui.views.foot_line import FootItem

_DASH = "–"
_VOLTAGES = (("sokolow_lyon_mv", "Sokolow-Lyon"), ("cornell_mv", "Cornell"))
_MARKED, _USUAL, _FURTHER, _VOLTAGE = range(4)
"""Ranks of what is shown, see ``FootItem``: what is marked is left out last."""


def measurement_items(measurements: tuple[tuple[str, float | None], ...]) -> tuple[FootItem, ...]:
    """HR, PR, QRS, QT with QTc after Bazett (B), QTc after Fridericia (F), axis, voltages; a dash where not measurable.

    A QTc from ``LONG_QTC_MS`` on is marked by colour, threshold and word.
    """
    if not measurements:
        return ()
    values = dict(measurements)
    axis = QCoreApplication.translate("EcgFigures", "Axis")
    fridericia = (_qtc_item("QTcF", "", values["qtcf_ms"], _FURTHER),) if "qtcf_ms" in values else ()
    return (
        _item("HR", values.get("heart_rate"), "/min"),
        _item("PR", values.get("pr_ms"), " ms"),
        _item("QRS", values.get("qrs_ms"), " ms"),
        _qtc_item("QT/QTcB", f"{_figure(values.get('qt_ms'))}/", values.get("qtc_ms"), _USUAL),
        *fridericia,
        _item(axis, values.get("axis_deg"), "°", "{:+.0f}", _FURTHER),
        *(_item(label, values[key], " mV", "{:.1f}", _VOLTAGE) for key, label in _VOLTAGES if key in values),
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
        return FootItem(lead, f"{figure} (≤ {signed(depression, '{:.2f}')})", "up", _MARKED)
    if threshold is None or level <= ST_DEPRESSED_MV:
        return FootItem(lead, figure, rank=_USUAL)
    if level >= threshold:
        return FootItem(lead, f"{figure} (≥ {threshold:.2f})", "up", _MARKED)
    return FootItem(lead, f"{figure} (< {threshold:.2f})", rank=_USUAL)


def _qtc_item(label: str, before: str, qtc_ms: float | None, rank: int) -> FootItem:
    """``before``: what stands in front of the QTc in the value."""
    if long_qtc(qtc_ms):
        long = QCoreApplication.translate("EcgFigures", "long")
        return FootItem(label, f"{before}{_figure(qtc_ms)} ms {long} (≥ {LONG_QTC_MS})", "up", _MARKED)
    if qtc_ms is None and not before:
        return FootItem(label, _DASH, "muted", rank)
    return FootItem(label, f"{before}{_figure(qtc_ms)} ms", rank=rank)


def _item(label: str, value: float | None, unit: str, form: str = "{:.0f}", rank: int = _USUAL) -> FootItem:
    if value is None:
        return FootItem(label, _DASH, "muted", rank)
    return FootItem(label, _figure(value, form) + unit, rank=rank)


def _figure(value: float | None, form: str = "{:.0f}") -> str:
    return _DASH if value is None else signed(value, form)
