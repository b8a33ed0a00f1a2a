"""Words on the paper of an ECG, on the screen as in print."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from cdss.records.ecg import Ecg
from ui.views.ecg_sheet import EcgWords


def paper_words(filters: str) -> EcgWords:
    """In the language of the screen; ``filters``: what was done to the trace."""
    return EcgWords(
        missing=QCoreApplication.translate("EcgView", "%1 not recorded"),
        derived=QCoreApplication.translate("EcgView", "derived"),
        filters=filters,
        decimated=QCoreApplication.translate("EcgView", "peaks of every %1 samples"),
        coarse=QCoreApplication.translate("EcgView", "large squares only"),
        raises=QCoreApplication.translate("EcgView", "raises"),
        lowers=QCoreApplication.translate("EcgView", "lowers"),
        untrue=QCoreApplication.translate("EcgView", "not to scale: %1 % of paper size"),
        part=QCoreApplication.translate("EcgView", "%1–%2 s of %3 s"),
        cut=QCoreApplication.translate("EcgView", "! %1 cut: gain too high"),
        overlap=QCoreApplication.translate("EcgView", "! %1 overlap: gain too high for this layout"),
    )


def as_recorded(ecg: Ecg) -> str:
    """The filter of the device that recorded it; that it is as recorded where the file names none."""
    return ecg.filter_text or QCoreApplication.translate("EcgView", "as recorded")
