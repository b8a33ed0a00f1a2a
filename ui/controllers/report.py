"""The report of the patient on screen: its sentences rewritten, and saved step by step without the window standing still."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from functools import partial
from pathlib import Path

from cdss.core.clock import Clock, now
from cdss.core.files import write_whole
from cdss.core.system_reasons import system_reason
from cdss.report.build import Made, report_of
from cdss.report.inputs import edited_parts, input_hashes, weights_hashes
from cdss.report.record import Report
from cdss.session.actions import Remarked
from cdss.session.report.actions import ReportToggled, SentenceRestored, SentenceReworded
from cdss.session.report.work import Rewording
from cdss.session.state import Entry, Problem, SessionState
from cdss.session.store import Store

Steps = Generator[tuple[int, int], None, bytes]
Writer = Callable[[Report], Steps]
Later = Callable[[str, Callable[[], None]], None]
Finish = Callable[[Path, bytes, SessionState], None]
"""Takes the name of the file, what was written, and the session that it was written of."""

_TURN = "report"


class ReportController:
    """``writers`` by the ending of a file; ``bundle``: says where the model is; ``later``: does the work of a name in its turn.

    ``finish``: by the ending, who takes over what was written; the others are put into the file and that is said.
    """

    def __init__(
        self,
        store: Store,
        writers: Mapping[str, Writer],
        bundle: Callable[[], Path],
        later: Later,
        clock: Clock = now,
        finish: Mapping[str, Finish] | None = None,
    ) -> None:
        self._store, self._writers, self._bundle, self._later, self._clock = store, writers, bundle, later, clock
        self._finish = dict(finish or {})
        self._writing = False

    def toggle(self) -> None:
        """Open the text of the report beside the evidence, or close it."""
        self._store.dispatch(ReportToggled())

    def reword(self, key: str, sentence: str, text: str, basis: str) -> None:
        """The clinician's words in place of a sentence of the report of ``key``; empty: it is left out."""
        self._store.dispatch(SentenceReworded(key, Rewording(sentence, text, basis, self._clock())))

    def restore(self, key: str, sentence: str) -> None:
        """A sentence as it was drafted; one that was added is gone."""
        self._store.dispatch(SentenceRestored(key, sentence))

    def save(self, path: Path, identity: str, key: str | None = None) -> None:
        """Write the report of the patient on screen, ``identity``, as the kind of file that ``path`` ends in.

        What is written is the report of this moment, whatever happens while it is written. ``key``: who was on screen when the
        file was asked for; where another one is now, nothing is written, for it would bear the wrong name.
        """
        state = self._store.state
        entry = state.selected
        if key is not None and key != state.intent.selected:
            self._say("report_other_patient")
        elif entry is None or entry.case is None:
            self._say("report_nothing")
        elif self._writing:
            self._say("report_busy")
        else:
            self._writing = True
            self._say("report_writing", name=path.name)
            self._later(_TURN, partial(self._guarded, partial(self._begin, state, entry, identity, path)))

    def _begin(self, state: SessionState, entry: Entry, identity: str, path: Path) -> None:
        assert entry.case is not None
        model = entry.assessment.model if entry.assessment else state.engine.model
        made = Made(
            identity,
            self._clock(),
            input_hashes(entry.key, entry.case, edited_parts(entry)),
            weights_hashes(self._bundle(), model.sha256) if model else (),
        )
        report = report_of(state, made)
        assert report is not None
        steps = self._writers[path.suffix.lower()](report)
        finish = self._finish.get(path.suffix.lower(), self._keep)
        step = partial(self._step, steps, path.name, lambda written: finish(path, written, state))
        self._later(_TURN, partial(self._guarded, step))

    def _step(self, steps: Steps, name: str, finish: Callable[[bytes], None]) -> None:
        try:
            done, of = next(steps)
        except StopIteration as end:
            finish(end.value)
            self._writing = False
        else:
            self._say("report_progress", name=name, done=str(done), of=str(of))
            self._later(_TURN, partial(self._guarded, partial(self._step, steps, name, finish)))

    def _keep(self, path: Path, content: bytes, state: SessionState) -> None:
        write_whole(path, content)
        self._say("export_done", name=path.name)

    def _guarded(self, work: Callable[[], None]) -> None:
        """Whatever goes wrong, the next report can be written; a disk that cannot be written to is said in words."""
        try:
            work()
        except OSError as error:
            self._writing = False
            self._say("report_failed", reason=system_reason(error))
        except BaseException:
            self._writing = False
            raise

    def _say(self, code: str, **params: str) -> None:
        self._store.dispatch(Remarked(Problem(code, params=tuple(params.items()))))
