"""What the controllers need of the engine and of the screen, so that they can be tested without Qt and without torch."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from cdss.core.kinds import RISK
from cdss.engine.messages import Reply
from cdss.records.case import Case
from cdss.records.question import Question
from cdss.session.panes import (
    BannerPane,
    DecisionPane,
    EcgPane,
    EmptyPane,
    FilmPane,
    GuidePane,
    NotePane,
    ReportPane,
    StatusLine,
    VitalsPane,
    WhatIfPane,
    WorklistRow,
)
from cdss.session.place import Pane
from cdss.session.settings import Settings
from cdss.session.worklist.shift_panes import ShiftPane


class EngineClient(Protocol):
    """The engine in its worker process (``cdss.engine.process.WorkerClient``)."""

    def start(self) -> None:
        """Start the worker, also again after it gave up; returns at once."""

    def use(self, bundle_dir: Path) -> None:
        """Go on with another bundle; nothing asked before is heard again."""

    def submit(self, case: Case, explain: bool = True, target: str = RISK) -> int:
        """Ask for an assessment and the explanations of ``target``; returns the generation of the answers.

        Overtakes as ``Submitted`` says.
        """

    def ask(self, case: Case, question: Question) -> int:
        """Ask a question about the patient on screen; returns the generation of the answer."""

    def poll(self) -> tuple[Reply, ...]:
        """What has come since the last call; never waits."""

    def stop(self) -> None:
        """End the worker."""


class Screen(Protocol):
    """The window as the screen controller sees it: one method a panel, called only when that panel's data changed."""

    def show_worklist(self, rows: tuple[WorklistRow, ...]) -> None:
        """The rows, in order."""

    def show_shift(self, pane: ShiftPane) -> None:
        """What stands below the rows."""

    def show_banner(self, pane: BannerPane | None) -> None:
        """The patient on screen."""

    def show_film(self, pane: FilmPane | EmptyPane | None) -> None:
        """The film, or why there is none."""

    def show_ecg(self, pane: EcgPane | EmptyPane | None) -> None:
        """The recording, or why there is none."""

    def show_vitals(self, pane: VitalsPane | EmptyPane | None) -> None:
        """The vital signs, or why there are none."""

    def show_note(self, pane: NotePane | EmptyPane | None) -> None:
        """The note, or why there is none."""

    def show_decision(self, pane: DecisionPane | None) -> None:
        """The decision column."""

    def show_report(self, pane: ReportPane | None) -> None:
        """The text of the report beside the evidence; None while it is closed."""

    def show_what_if(self, pane: WhatIfPane | None) -> None:
        """The hypothetical case beside the patient; None while nothing is imagined."""

    def show_guide(self, pane: GuidePane | None) -> None:
        """What to do where there is no evidence; None where there is."""

    def show_status(self, line: StatusLine) -> None:
        """The line at the foot."""

    def show_language(self, code: str) -> None:
        """Change the language of everything."""

    def show_theme(self, name: str) -> None:
        """Change the colours of everything."""

    def show_settings(self, settings: Settings) -> None:
        """Have what is set hold on the whole screen."""

    def show_maximised(self, pane: Pane | None) -> None:
        """Let one pane fill the centre, or show all."""
