"""What of the ECG is on the paper, and how: layout, lead, speed, gain, filter, calipers, marks, median beats, comparison."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from cdss.core.kinds import ECG_LEADS
from cdss.records.ecg import Ecg
from cdss.signals.bands import BANDS, NOTCHES, Band
from ui.views.canvas_keys import canvas_keys
from ui.views.ecg_canvas import EcgCanvas
from ui.views.ecg_layout import GAINS, LAYOUTS, MEDIAN, SINGLE, SPEEDS, PaperScale, paper_layout
from ui.views.ecg_marks import Mark, beat_marks, interval_lines, strip_marks
from ui.views.ecg_tools import EcgTools

if TYPE_CHECKING:
    from cdss.signals.waves import Waves

_PAN_STEP = 50.0
_FIRST_LEAD = "II"
"""Shown alone first: the lead rhythms are read in."""


class EcgDesk(QObject):
    """Carries out on ``canvas`` what is chosen with ``tools`` and by key. ``filtered``: the filter of the drawing changed."""

    filtered = Signal()

    def __init__(self, canvas: EcgCanvas, tools: EcgTools, parent: QObject) -> None:
        super().__init__(parent)
        self.canvas, self.tools = canvas, tools
        self.layout_name, self._last_page, self._lead = LAYOUTS[0], LAYOUTS[0], _FIRST_LEAD
        self.band: Band | None = None
        self.notch_hz: float | None = None
        self._paper = PaperScale()
        self._ecg: Ecg | None = None
        self._others: tuple[Ecg, ...] = ()
        self._compared: Ecg | None = None
        self._waves: dict[Ecg, Waves | None] = {}
        self._filtered: tuple[object, Ecg] | None = None
        self._connect()
        self._lay_paper()

    def set_recording(self, ecg: Ecg, others: tuple[Ecg, ...] = ()) -> None:
        """Put another recording on the paper, in the layout, scale and filter chosen before; ``others`` of the same patient."""
        self._ecg, self._others, self._compared = ecg, others, None
        self.tools.compare.setEnabled(bool(others))
        self._show_filter()
        self._lay_paper()

    def choose_layout(self, name: str) -> None:
        """One of ``LAYOUTS``, or ``SINGLE`` for the lead last shown alone."""
        self.layout_name = name
        self._last_page = name if name in LAYOUTS else self._last_page
        self._lay_paper()

    def next_layout(self) -> None:
        """The layout of all leads after this one."""
        self.choose_layout(LAYOUTS[(LAYOUTS.index(self._last_page) + (self.layout_name in LAYOUTS)) % len(LAYOUTS)])

    def choose_lead(self, lead: str) -> None:
        """``lead`` over the whole width; the one that is so already gives way to all leads."""
        alone = self.layout_name == SINGLE and lead == self._lead
        self._lead = lead
        self.choose_layout(self._last_page if alone else SINGLE)

    def step_lead(self, step: int) -> None:
        """The lead ``step`` after this one, over the whole width."""
        alone = self.layout_name == SINGLE
        self._lead = ECG_LEADS[(ECG_LEADS.index(self._lead) + step) % len(ECG_LEADS)] if alone else self._lead
        self.choose_layout(SINGLE)

    def toggle_median(self) -> None:
        """The median beats, or the page of before; where there is no median beat the page stays and says so."""
        self.choose_layout(self._last_page if self.layout_name == MEDIAN else MEDIAN)

    def next_compared(self) -> None:
        """Draw the next other recording over the median beats; after the last one, or without any, none."""
        if not self._others:
            return
        at = self._others.index(self._compared) + 1 if self._compared is not None else 0
        self._compared = self._others[at] if at < len(self._others) else None
        self.choose_layout(MEDIAN if self._compared is not None else self.layout_name)

    def choose_paper(self, paper: PaperScale) -> None:
        """Speed and gain."""
        self._paper = paper
        self._lay_paper()

    def next_gain(self) -> None:
        """The gain after this one, from the highest to the lowest."""
        self.choose_paper(replace(self._paper, gain=_after(GAINS, self._paper.gain)))

    def next_speed(self) -> None:
        """The speed after this one, from the fastest to the slowest."""
        self.choose_paper(replace(self._paper, speed=_after(SPEEDS, self._paper.speed)))

    def choose_filter(self, band: Band | None, notch_hz: float | None) -> None:
        """Filter what is drawn, once and not at every frame; the recording itself stays as it is."""
        self.band, self.notch_hz = band, notch_hz
        self._show_filter()
        if self._ecg is not None and self.canvas.sheet.strip:
            self.canvas.set_trace(self._drawn(self._ecg))
        self.filtered.emit()

    def next_band(self) -> None:
        """As recorded, diagnostic, monitor, and round."""
        self.choose_filter(BANDS[(BANDS.index(self.band) + 1) % len(BANDS)], self.notch_hz)

    def next_notch(self) -> None:
        """Mains left in, 50 Hz, 60 Hz, and round."""
        self.choose_filter(self.band, NOTCHES[(NOTCHES.index(self.notch_hz) + 1) % len(NOTCHES)])

    def handlers(self) -> Mapping[str, Callable[[], object]]:
        """What the actions of the ECG do to the paper, by their names in the table of actions."""
        return {
            "ecg_calipers": self.tools.calipers_button.toggle,
            "ecg_snap": self.tools.snap.toggle,
            "ecg_march": self.tools.march.toggle,
            "ecg_fiducials": self.tools.fiducials.toggle,
            "ecg_median": self.toggle_median,
            "ecg_compare": self.next_compared,
            "ecg_layout": self.next_layout,
            "ecg_lead": lambda: self.choose_lead(self._lead),
            "ecg_next_lead": partial(self.step_lead, 1),
            "ecg_previous_lead": partial(self.step_lead, -1),
            "ecg_gain": self.next_gain,
            "ecg_speed": self.next_speed,
            "ecg_band": self.next_band,
            "ecg_notch": self.next_notch,
            "ecg_fit": self.canvas.fit,
            "ecg_true_size": self.canvas.show_true_size,
        }

    def keys(self) -> dict[Qt.Key, Callable[[], None]]:
        """Keys that are no actions."""
        return canvas_keys(self.canvas, _PAN_STEP)

    def retranslate(self) -> None:
        """The words of the controls in the language of the screen."""
        self.tools.retranslate()
        self._show_filter()
        self.tools.show_layout(self.layout_name, self._lead)
        self._mark()

    def _connect(self) -> None:
        tools = self.tools
        self.canvas.lead_clicked.connect(self.choose_lead)
        tools.calipers_button.toggled.connect(self._measure)
        tools.snap.toggled.connect(self._set_calipers)
        tools.march.toggled.connect(self._set_calipers)
        tools.fiducials.toggled.connect(self._mark)
        tools.median.triggered.connect(self.toggle_median)
        tools.compare.triggered.connect(self.next_compared)
        tools.layout_chosen.connect(self.choose_layout)
        tools.lead_chosen.connect(self._lead_taken)
        tools.speed_chosen.connect(lambda speed: self.choose_paper(replace(self._paper, speed=speed)))
        tools.gain_chosen.connect(lambda gain: self.choose_paper(replace(self._paper, gain=gain)))
        tools.band_chosen.connect(lambda band: self.choose_filter(band, self.notch_hz))
        tools.notch_chosen.connect(lambda notch: self.choose_filter(self.band, notch))
        tools.true_size.triggered.connect(self.canvas.show_true_size)
        tools.whole_page.triggered.connect(self.canvas.fit)

    def _show_filter(self) -> None:
        self.tools.show_filter(self.band, self.notch_hz, self._ecg.rate_hz if self._ecg is not None else 500.0)

    def _notes(self, found: Waves | None, marked: bool) -> tuple[str, ...]:
        """What marks, median beats and comparison rest on, and what of them could not be had."""
        if found is None:
            return (
                (self.tr("no median beat: too few beats of one shape"),) if marked or self.layout_name == MEDIAN else ()
            )
        said = []
        if self.layout_name == MEDIAN:
            said.append(
                self.tr("median of %1 beats, not filtered; intervals in ms, over all leads").replace(
                    "%1", str(len(found.beats_s))
                )
            )
            said.extend(interval_lines(found))
        if marked and (absent := found.not_found()):
            said.append(self.tr("not found: %1").replace("%1", ", ".join(absent)))
        if self.layout_name == MEDIAN and self._compared is not None and self._ecg is not None:
            said += self._compared_words(self._ecg, self._compared)
        return tuple(said)

    def _compared_words(self, this: Ecg, other: Ecg) -> tuple[str, ...]:
        if self.median_of(other) is None:
            return (self.tr("no median beat of %1").replace("%1", self._dated(other)),)
        line = self.tr("solid: %1").replace("%1", self._dated(this))
        return (line, self.tr("dashed: %1").replace("%1", self._dated(other)))

    def _dated(self, ecg: Ecg) -> str:
        if ecg.recorded is None:
            return self.tr("%1, no date").replace("%1", ecg.source)
        return f"{ecg.recorded:%Y-%m-%d %H:%M}"

    def _lead_taken(self, lead: str) -> None:
        self._lead = lead
        self.choose_layout(SINGLE)

    def _lay_paper(self) -> None:
        """Recording, layout, lead, speed and gain as they are chosen now."""
        self.tools.show_layout(self.layout_name, self._lead)
        self.tools.show_paper(self._paper)
        if self._ecg is None:
            return
        found = self.median_of(self._ecg) if self.layout_name == MEDIAN else None
        if found is not None:
            other = self.median_of(self._compared) if self._compared is not None else None
            layout = paper_layout(MEDIAN, found.until_s, self._paper)
            self.canvas.set_ecg(found.beat, layout, other.beat if other else None)
        else:
            name = self._last_page if self.layout_name == MEDIAN else self.layout_name
            self.canvas.set_ecg(self._drawn(self._ecg), paper_layout(name, self._ecg.seconds, self._paper, self._lead))
        self.tools.compare.setChecked(self.canvas.sheet.other is not None)
        self._set_calipers()
        self._mark()

    def median_of(self, ecg: Ecg) -> Waves | None:
        """The median beat of ``ecg``, looked for once; only those of the recordings of this patient are kept."""
        if ecg not in self._waves:
            from cdss.signals.waves import waves  # scipy, which is not loaded as the window opens

            mine = (self._ecg, *self._others)
            self._waves = {one: found for one, found in self._waves.items() if one in mine} | {ecg: waves(ecg)}
        return self._waves[ecg]

    def _mark(self) -> None:
        """Marks and notes of what is on the paper now."""
        if self._ecg is None:
            return
        median, wanted = not self.canvas.sheet.strip, self.tools.fiducials.isChecked()
        found = self.median_of(self._ecg) if self.layout_name == MEDIAN or wanted else None
        marks: tuple[Mark, ...] = ()
        if found is not None and wanted:
            starts = {segment.start for segment in self.canvas.sheet.layout.segments}
            marks = beat_marks(found) if median else strip_marks(found, starts)
        self.canvas.set_notes(marks, self._notes(found, wanted))

    def _measure(self, on: bool) -> None:
        self._set_calipers()
        self.canvas.set_measuring(on)

    def _set_calipers(self) -> None:
        """What the calipers may snap to is looked for when they are first taken in hand."""
        calipers, ecg = self.canvas.calipers, self._ecg
        calipers.snap, calipers.march = self.tools.snap.isChecked(), self.tools.march.isChecked()
        wanted = self.tools.calipers_button.isChecked() and self.canvas.sheet.strip
        calipers.peaks_s = _peaks(ecg) if ecg is not None and wanted else ()
        self.canvas.update()

    def _drawn(self, ecg: Ecg) -> Ecg:
        """``ecg`` as filtered for the drawing, computed once for each choice."""
        if self.band is None and self.notch_hz is None:
            return ecg
        from cdss.signals.display import for_display  # scipy

        key = (ecg, self.band, self.notch_hz)
        if self._filtered is None or self._filtered[0] != key:
            self._filtered = (key, for_display(ecg, self.band, self.notch_hz))
        return self._filtered[1]


def _peaks(ecg: Ecg) -> tuple[float, ...]:
    from cdss.signals.measure import r_peaks  # scipy

    return r_peaks(ecg)


def _after(values: tuple[float, ...], value: float) -> float:
    return values[(values.index(value) + 1) % len(values)]
