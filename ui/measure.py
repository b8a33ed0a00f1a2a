"""``python -m ui --measure``: what a clinician waits for, and how long the window stands still meanwhile.

The window opens as for a user: the first patient finds everything cold, the others are read and assessed in advance while
the one before is on screen, and explained when they are chosen.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cdss.core.kinds import RISK, Modality
from cdss.records.question import Changed, WhatIf
from cdss.session.facts import display_id, refusal
from ui.app import App
from ui.play import Condition, Play, Steps, drawn
from ui.pulse import Stretch, WatchedStore

ANOTHER_OUTPUT = "sepsis"

FIRST_ASSESSED, FIRST_EXPLAINED = "first patient assessed", "all that is shown is explained"
"""Printed at that moment: ``installer/start_times.py`` takes the time, from the start of the program on."""

Timed = Generator[Condition, None, float]


@dataclass(frozen=True, slots=True)
class Waited:
    """One patient: milliseconds to each answer, None where there is none to wait for, and the pauses of the window.

    ``shown_ms``, ``changed_ms``: to all explanations that are shown without asking; ``explained_ms``: to those too whose method
    failed its test.
    """

    name: str
    risk_ms: float | None
    shown_ms: float | None
    explained_ms: float | None
    changed_ms: float | None
    imagined_ms: float | None
    longest: Stretch
    busiest: Stretch
    refused: str = ""

    def line(self) -> str:
        """As printed."""
        if self.refused:
            return f"{self.name:26s} not assessed: {self.refused} {pauses(self.longest, self.busiest)}"
        figures = (self.risk_ms, self.shown_ms, self.explained_ms, self.changed_ms, self.imagined_ms)
        words = ("risk", "explanations shown", "hidden ones too", "other output shown", "what if")
        times = "  ".join(f"{word} {_milliseconds(ms)}" for word, ms in zip(words, figures, strict=True))
        return f"{self.name:26s} {times}  {pauses(self.longest, self.busiest)}"


def pauses(longest: Stretch, busiest: Stretch) -> str:
    """The longest pause and the busiest, with what was done in them."""
    return (
        f"worst gap {longest.wall_ms:.0f} ms (CPU {longest.cpu_ms:.0f} ms: {longest.doing})"
        f"  most CPU {busiest.cpu_ms:.0f} ms ({busiest.doing})"
    )


def overall(waited: Sequence[Waited]) -> str:
    """Medians and the worst pauses of ``waited``, which is not empty."""
    longest = max((w.longest for w in waited), key=lambda s: s.wall_ms)
    busiest = max((w.busiest for w in waited), key=lambda s: s.cpu_ms)
    times = ("risk_ms", "shown_ms", "explained_ms", "changed_ms", "imagined_ms")
    risk, shown, explained, changed, imagined = (_median([getattr(w, name) for w in waited]) for name in times)
    name = f"median, n = {len(waited)}"
    return Waited(name, risk, shown, explained, changed, imagined, longest, busiest).line()


class Measurement(Play):
    """One patient after the other is looked at and asked about. One line is printed a patient."""

    def __init__(self, app: App, store: WatchedStore, cases: Sequence[Path]) -> None:
        super().__init__(app, store)
        self.waited: list[Waited] = []
        self._cases = tuple(cases)
        self._started = 0.0

    def start(self) -> None:
        """Begin; returns at once."""
        super().start()
        self._started = time.perf_counter()
        self.app.start(self._cases)

    def steps(self) -> Steps:
        """Every patient for the first time, then all again."""
        for place, case in enumerate(self._cases):
            yield from self._patient(case, place == 0)
            words = " (first, everything cold)" if place == 0 else ""
            print(self.waited[-1].line() + words, flush=True)
        if len(self._cases) > 1:
            print(overall(self.waited[1:]), flush=True)
            self.pulse.reset()
            for case in self._cases:
                self.app.user.select(str(case))
                yield self.explained
                yield drawn()
            print(f"{'all shown again':26s} {pauses(self.pulse.longest, self.pulse.busiest)}", flush=True)

    def _patient(self, case: Path, first: bool) -> Steps:
        """Choose the patient (the first is on screen from the start), wait, and ask what a clinician may ask."""
        started = self._started
        if not first:
            self.pulse.reset()
            started = time.perf_counter()
            self.app.user.select(str(case))
        yield self.assessed
        risk_ms = _since(started)
        self._tell(FIRST_ASSESSED, first)
        yield self.shown
        shown_ms = _since(started)
        self._tell(FIRST_EXPLAINED, first)
        yield self.explained
        explained_ms = _since(started)
        yield drawn()
        entry = self.state.selected
        refused = refusal(entry, "en") if entry else "no such patient"
        changed_ms = imagined_ms = None
        if not refused:
            changed_ms = yield from self._another_output()
            imagined_ms = yield from self._what_if()
            yield from self._heat()
        name = display_id(entry) if entry else case.name
        pulse, known = self.pulse, not refused
        self.waited.append(
            Waited(
                name=name,
                risk_ms=risk_ms if known else None,
                shown_ms=shown_ms if known else None,
                explained_ms=explained_ms if known else None,
                changed_ms=changed_ms,
                imagined_ms=imagined_ms,
                longest=pulse.longest,
                busiest=pulse.busiest,
                refused=refused or "",
            )
        )

    def _tell(self, moment: str, first: bool) -> None:
        """Print ``moment``, which has come for the first patient, unless they are refused."""
        entry = self.state.selected
        if first and entry is not None and entry.assessment is not None:
            print(moment, flush=True)

    def _another_output(self) -> Timed:
        """Explain another output, then the risk again, so that the next patient is explained as by default."""
        started = time.perf_counter()
        self.app.user.explain(ANOTHER_OUTPUT)
        yield self.shown
        taken = _since(started)
        yield self.explained
        yield drawn()
        self.app.user.explain(RISK)
        yield self.explained
        yield drawn()
        return taken

    def _what_if(self) -> Generator[Condition, None, float | None]:
        """Open the panel, ask one thing of it, and close it; None where the patient has no vital signs to edit."""
        self.app.what_if.toggle()
        yield drawn()
        taken = None
        entry = self.state.selected
        if entry is not None and entry.case is not None and Modality.VITALS in entry.case.present:
            started = time.perf_counter()
            self.app.what_if.edit(WhatIf({"heart_rate": 70.0}))
            yield self._imagined
            taken = _since(started)
            yield drawn()
        self.app.what_if.close()
        yield drawn()
        return taken

    def _heat(self) -> Steps:
        """Heat map off, and on again."""
        film = self.app.window.evidence.film
        for _ in range(2):
            film.toggle_heat()
            yield drawn()

    def _imagined(self) -> bool:
        entry = self.state.selected
        return entry is None or any(isinstance(a, Changed) for a in entry.answers) or not self.state.pending


def _since(started: float) -> float:
    return 1000.0 * (time.perf_counter() - started)


def _milliseconds(value: float | None) -> str:
    return "–" if value is None else f"{value:.0f} ms"


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else None
