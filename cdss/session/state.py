"""``SessionState``: all the window knows, frozen. Actions make a new one, ``resolve()`` turns it into what is shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from cdss.core.kinds import RISK
from cdss.core.sentences import catalogue, sentence
from cdss.records.assessment import Assessment, ModelIdentity
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.records.question import Answer, Question, WhatIf
from cdss.session.decision.considered import DoneActions
from cdss.session.edits import Edits
from cdss.session.entry.film_work import FilmWork
from cdss.session.entry.identity_work import IdentityWork
from cdss.session.entry.note_work import NoteWork
from cdss.session.entry.triage_note import TriageEntry
from cdss.session.entry.typed_forms import TypedForms
from cdss.session.entry.vitals_work import VitalsWork
from cdss.session.panes import OwnLevel, Ruling
from cdss.session.place import Pane
from cdss.session.report.work import ReportWork
from cdss.session.settings import Settings
from cdss.session.worklist.shift_work import ShiftWork


class EnginePhase(StrEnum):
    """What the engine is doing, as far as the window knows."""

    ABSENT = "absent"
    STARTING = "starting"
    READY = "ready"
    RESTARTING = "restarting"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why something did not work: a sentence by its code where there is one, else the words as they came.

    ``more``: what is to be said with it.
    """

    code: str
    text: str = ""
    params: tuple[tuple[str, str], ...] = ()
    more: tuple[Problem, ...] = ()

    def words(self, language: str) -> str:
        """The sentence in ``language``; ``text`` where the code has no sentence or needs parameters it did not bring."""
        return " ".join((self._own_words(language), *(one.words(language) for one in self.more)))

    def _own_words(self, language: str) -> str:
        if self.code not in catalogue():
            return self.text
        try:
            return sentence(self.code, dict(self.params), language)
        except KeyError:
            return self.text


@dataclass(frozen=True, slots=True, eq=False)
class Entry:
    """One patient of the worklist. ``key`` is the path it was opened from; ``explained`` when no further part follows.

    ``answers``: what was answered on demand, one of each kind. ``opened``, ``closed``: when they came onto the worklist and
    when they were taken off it, None where not known or not so.
    """

    key: str
    case: Case | None = None
    assessment: Assessment | None = None
    explanation: Explanation | None = None
    explained: bool = False
    problem: Problem | None = None
    ruling: Ruling | None = None
    answers: tuple[Answer, ...] = ()
    opened: datetime | None = None
    closed: datetime | None = None
    edits: Edits = Edits()
    film_work: FilmWork = FilmWork()
    shift_work: ShiftWork = ShiftWork()
    report_work: ReportWork = ReportWork()
    own: OwnLevel = OwnLevel()
    done: DoneActions = DoneActions()
    withheld: Assessment | None = None
    """What is kept from the clinician until they have given their own level (``as_seen``); None in the session itself."""
    vitals_work: VitalsWork = VitalsWork()
    note_work: NoteWork = NoteWork()
    triage: TriageEntry = TriageEntry()
    identity: IdentityWork = IdentityWork()
    typed: TypedForms = TypedForms()
    as_read: Case | None = None
    """The case as its files have it; ``case`` is that with what the clinician did to it."""

    unread_work: tuple[tuple[str, str], ...] = ()
    """Kinds of work in the session file that this version cannot read, and their text; written back as they were."""

    def without_files(self) -> Entry:
        """What the clinician did, without what was read from the files and what the engine made of it."""
        unread = replace(self, as_read=None, case=None, problem=None, answers=())
        return replace(unread, assessment=None, explanation=None, explained=False)

    @property
    def assessable(self) -> bool:
        """Whether the engine may be asked about it."""
        return self.case is not None and self.problem is None and not self.case.blocking

    @property
    def level(self) -> int | None:
        """The clinician's level where one was set, else the model's."""
        if self.standing is not None:
            return self.standing.level
        return self.assessment.acuity.level if self.assessment else None

    @property
    def standing(self) -> Ruling | None:
        """The clinician's level that holds: their decision, else the level that they gave before they saw the model's."""
        return self.ruling or self.own.ruling


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """The engine as last heard of."""

    phase: EnginePhase = EnginePhase.STARTING
    device: str | None = None
    threads: int | None = None
    model: ModelIdentity | None = None
    problem: Problem | None = None
    failed_methods: tuple[str, ...] = ()
    """Parts of explanations whose method failed its test on other patients."""
    notice: str = ""
    """Code of the sentence that says why the processor computes where the graphics card was to."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A request that is out; answers of any other generation are dropped. ``question`` None: an assessment."""

    generation: int
    key: str
    explain: bool
    target: str = RISK
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Intent:
    """What the user asked to see."""

    selected: str | None = None
    language: str = "en"
    theme: str = "dark"
    maximised: Pane | None = None
    search: str = ""
    target: str = RISK
    """The output that is explained."""

    what_if: WhatIf | None = None
    """The edits of the panel "What if…", of the patient on screen; None while it is closed."""

    report: bool = False
    """Whether the text of the report is open beside the evidence."""

    order: str = "level"
    """How the worklist is sorted, one of ``ORDERS``."""

    grouping: str = "none"
    """How the worklist is divided, one of ``GROUPINGS``."""

    failed_methods: bool = False
    """Whether explanations are shown whose method failed its test on other patients."""

    settings: Settings = Settings()

    initials: str = ""
    """Who signed last."""


@dataclass(frozen=True, slots=True, eq=False)
class ArchiveUse:
    """What was asked of the archive ``name``. ``key``: the path that the patient is, or would be, opened from; None: not known.

    ``fields``: of a search, which fields were filled, never with what; of studies that came, empty. ``objects``: what came.
    """

    name: str
    key: str | None = None
    fields: tuple[str, ...] = ()
    objects: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class ModelSwitch:
    """Another model to start from. ``signed_with``: fingerprint of the key of an installed file, empty for the way back."""

    model: ModelIdentity
    former: ModelIdentity
    signed_with: str = ""


@dataclass(frozen=True, slots=True)
class SessionState:
    """Entries in the order they were opened, the user's intent, and the engine.

    ``closed``: those taken off the worklist, without their case; opened again, they are as they were. ``unsaved``: why the
    session is not being saved, None while it is.
    """

    entries: tuple[Entry, ...] = ()
    intent: Intent = Intent()
    engine: EngineStatus = EngineStatus()
    pending: tuple[Pending, ...] = ()
    remark: Problem | None = None
    closed: tuple[Entry, ...] = ()
    unsaved: Problem | None = None

    saved: datetime | None = None
    """When the session was last written to the disk, to the minute; None: not since the program was started."""

    unkept: bool = False
    """Nothing is kept of this session, as whoever started the program wanted it."""

    unaudited: Problem | None = None
    """Why the audit cannot be written, None while it can."""

    audited: bool = False
    """The audit was written since the program was started."""

    calibration: Problem | None = None
    """What must be said of the model's calibration, None for nothing."""

    locked: bool = False
    """The screen is covered until the PIN is entered."""

    sealed: bool = False
    """The kept session lies under the PIN, and is not open yet."""

    guard: str = ""
    """What protects the key of the kept session (``cdss.core.data_key.Guard``); empty where none is kept."""

    batch: tuple[str, ...] = ()
    """Keys of those who were opened together and are assessed in the background."""

    unwatched: Problem | None = None
    """Why the watched folder cannot be reached, or no longer is watched; None where it is, or none was."""

    noted: Problem | None = None
    """Something that came by itself and is to be read after ``remark``, which it may not take away unread."""

    archive_use: ArchiveUse | None = None
    """What was asked of an archive last."""

    model_switch: ModelSwitch | None = None
    """The last change of the model to start from."""

    moment: datetime | None = None
    """What time it is, to the minute: what the screen shows of passing time follows it."""

    def entry(self, key: str | None) -> Entry | None:
        """The entry opened from ``key``; None where there is none."""
        return next((e for e in self.entries if e.key == key), None)

    def known(self, key: str) -> Entry | None:
        """The entry of ``key``, also one that was taken off the worklist; None where there is none."""
        return self.entry(key) or next((e for e in self.closed if e.key == key), None)

    @property
    def selected(self) -> Entry | None:
        """The entry on screen."""
        return self.entry(self.intent.selected)

    def pending_of(self, key: str) -> Pending | None:
        """The assessment that is out for the entry ``key``."""
        return next((p for p in self.pending if p.key == key and p.question is None), None)

    def with_entry(self, entry: Entry) -> SessionState:
        """The state with the entry of the same key replaced."""
        return replace(self, entries=tuple(entry if e.key == entry.key else e for e in self.entries))

    @property
    def heard(self) -> SessionState:
        """The state once the message at the foot was read, or what the clinician did next took its place."""
        if self.remark is not None:
            return replace(self, remark=None)
        return self if self.noted is None else replace(self, noted=None)

    def with_known(self, entry: Entry) -> SessionState:
        """The state with the entry of the same key replaced, also one that was taken off the worklist."""
        if self.entry(entry.key) is not None:
            return self.with_entry(entry)
        return replace(self, closed=tuple(entry if e.key == entry.key else e for e in self.closed))
