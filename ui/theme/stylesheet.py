"""The style sheet: every ``resources/themes/*.qss`` in the order of their names, each ``$token`` filled from the palette.

``$icons`` is the folder of the icons.

Widgets are picked out by class, by object name, or by the property ``role`` (``paneTitle``, ``toggle``, ``chip``, …), which
``set_role`` sets.
"""

from __future__ import annotations

from dataclasses import asdict
from functools import cache
from string import Template

from PySide6.QtWidgets import QWidget

from cdss.core.paths import resources_dir
from ui.theme.palette import Palette


def stylesheet(colours: Palette) -> str:
    """The whole style sheet of a theme; ``KeyError`` for a token the palette does not have."""
    tokens = {k: v for k, v in asdict(colours).items() if isinstance(v, str)}
    return _template().substitute(tokens, icons=(resources_dir() / "icons").as_posix())


def set_role(widget: QWidget, role: str) -> None:
    """Give ``widget`` the look called ``role`` in the style sheet, also when it is on screen already."""
    if (widget.property("role") or "") == role:
        return
    widget.setProperty("role", role)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


@cache
def _template() -> Template:
    sheets = sorted((resources_dir() / "themes").glob("*.qss"))
    return Template("\n".join(sheet.read_text(encoding="utf-8") for sheet in sheets))
