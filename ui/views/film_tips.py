"""Why there is no map of a film, and why there are no findings."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cdss.session.panes import FilmPane
from ui.views.attribution_button import reveal_tip
from ui.views.foot_line import FootItem


def no_findings(pane: FilmPane) -> FootItem:
    """What stands in the place of the findings where there are none."""
    if not pane.assessed:
        return FootItem(
            "", QCoreApplication.translate("FilmView", "Not assessed: the assessment reads film 1"), "warning"
        )
    if pane.left_out:
        return FootItem("", QCoreApplication.translate("FilmView", "Not assessed: see the checks"), "warning")
    if pane.withheld:
        return FootItem(QCoreApplication.translate("FilmView", "Findings are hidden until you give your own level"))
    if pane.awaited:
        return FootItem(QCoreApplication.translate("FilmView", "Findings follow with the assessment"))
    return FootItem(QCoreApplication.translate("FilmView", "Findings not available"))


def heat_tip(pane: FilmPane | None, ready: bool) -> str:
    """What the heat map's button does; why it does nothing where there is no map."""
    if ready or pane is None:
        return QCoreApplication.translate("FilmView", "Show where the network looked (G)")
    if pane.hidden:
        return reveal_tip(QCoreApplication.translate("FilmView", "Show where the network looked (G)"))
    if not pane.assessed:
        return QCoreApplication.translate("FilmView", "No map: the assessment reads film 1")
    if pane.left_out:
        return QCoreApplication.translate("FilmView", "No map: the film was not assessed, see the checks")
    if pane.withheld:
        return QCoreApplication.translate("FilmView", "The map is hidden until you give your own level")
    if pane.awaited:
        return QCoreApplication.translate("FilmView", "The map is being computed")
    return QCoreApplication.translate("FilmView", "There is no map of this film")
