"""Why no map of a film is drawn, and why there are no findings."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cdss.core.sentences import sentence
from cdss.session.explanation.film_maps import ShownMap
from cdss.session.panes import FilmPane
from ui.language import language
from ui.views.attribution_button import AttributionButton, reveal_tip
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


def undrawn_words(shown: ShownMap | None, button: AttributionButton, tip: str) -> tuple[str, str]:
    """Why no map is drawn, and the same in brief: its method failed, it waits to be asked for, or what ``tip`` says."""
    if shown is not None and button.waits:
        told = {"name": shown.name, "figure": shown.figure}
        long, brief = "film_map_not_drawn", "film_map_brief_not_drawn"
        return sentence(long, told, language()), sentence(brief, told, language())
    if button.hides:
        return QCoreApplication.translate("FilmView", "No map: its method failed its test on other patients"), ""
    return tip, ""
