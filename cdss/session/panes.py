"""What each pane shows, as frozen data. ``resolve()`` makes these, the panels hand them to the views, nothing else does.

Texts that depend on the language are made by the views from codes and numbers; sentences that come from the case
(complaint, note, credits) are carried as they are.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from cdss.core.kinds import RISK, Modality, Presence
from cdss.core.result import Issue
from cdss.records.assessment import Acuity, Assessment, Condition, Finding, Risk, Score
from cdss.records.ecg import Ecg
from cdss.records.explanation import (
    Contribution,
    CrossAttention,
    EcgAttribution,
    ImageCam,
    ModalityShapley,
    NoteTokens,
    VitalsShap,
)
from cdss.records.film import Film
from cdss.records.film_marks import FilmMarks
from cdss.records.identity import Arrival, Patient, Source
from cdss.records.neighbours import Neighbours
from cdss.records.question import Counterfactuals, NextTests, Occlusion, WhatIf
from cdss.records.routing import AttentionAgreement
from cdss.records.second_opinion import Compared
from cdss.records.vitals import Vitals, VitalsRow
from cdss.records.vitals_changes import Signature
from cdss.session.decision.considered import Recommended
from cdss.session.entry.note_panes import Abbreviation, ConceptChip
from cdss.session.report.text.records import ReportText
from cdss.session.worklist.shift_panes import ShiftPane
from cdss.session.worklist.shift_work import LevelChange


@dataclass(frozen=True, slots=True)
class Ruling:
    """The clinician's own decision: the level they set, what the model said then (None: nothing yet), why, and when.

    The same decision made at another time is equal.
    """

    level: int
    model_level: int | None
    reason: str = ""
    made: datetime | None = field(default=None, compare=False)

    @property
    def accepted(self) -> bool:
        """Whether it is the model's level of that moment."""
        return self.level == self.model_level


@dataclass(frozen=True, slots=True)
class OwnLevel:
    """The level 1-5 that the clinician gave before the model's was shown to them, and when; None where they gave none.

    It is never changed afterwards: beside the decision it shows what the model's level did to the clinician's.
    """

    level: int | None = None
    made: datetime | None = None

    @property
    def ruling(self) -> Ruling | None:
        """The level as the clinician's decision, which it is until they make another."""
        return None if self.level is None else Ruling(self.level, None, made=self.made)


def lowers(level: int, own: OwnLevel) -> bool:
    """Whether ``level`` is less urgent than the clinician's own: the model's is not accepted then without a reason."""
    return own.level is not None and level > own.level


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One patient of the worklist. ``level``, ``risk`` None until assessed.

    ``level`` is the clinician's where there is a ``ruling``, else the model's; ``key`` names the entry of the session;
    ``waiting``: an answer may still come; ``measured``: when the last vital signs were taken, None where the table does not say;
    ``own_awaited``: the clinician's own level comes first, and the model's is withheld until then.
    """

    case_id: str
    patient: Patient
    complaint: str
    presence: tuple[tuple[Modality, Presence], ...]
    arrival: Arrival
    composite: bool
    level: int | None
    risk: float | None
    selected: bool
    problem: str | None = None
    key: str = ""
    ruling: Ruling | None = None
    waiting: bool = False
    change: LevelChange | None = None
    """With new vital signs the model's level changed, and nobody has acknowledged it."""

    put_off: bool = False
    """Their assessment was called off, and they wait until it is asked for."""

    measured: datetime | None = None
    twins: tuple[str, ...] = ()
    """Names of other rows that may be the same patient."""

    group: tuple[str, int] | None = None
    """The grouping, one of ``GROUPINGS``, and the place of this row's group in it; None while the list is not divided."""
    own_awaited: bool = False

    @property
    def unassessable(self) -> bool:
        """How urgent the patient is cannot be said, and nobody has said it: somebody must look."""
        return self.problem is not None and self.level is None


@dataclass(frozen=True, slots=True)
class BannerPane:
    """The patient banner: always on top, always of the selected patient."""

    case_id: str
    patient: Patient
    arrival: Arrival
    complaint: str
    composite: bool
    acuity: Acuity | None
    risk: Risk | None
    busy: bool
    ruling: Ruling | None = None
    own_awaited: bool = False
    key: str = ""
    """Of the entry that is shown: what is done in the pane is done to that patient, or to nobody."""

    reading: bool = False
    """Whether the files are still being read: nothing is known, and nothing is missing yet."""


@dataclass(frozen=True, slots=True)
class EmptyPane:
    """A modality that is not there: why, and whether the patient is assessed without it."""

    modality: Modality
    presence: Presence
    reasons: tuple[Issue, ...]
    waiting: bool = False
    """What was typed into its form is not saved yet."""

    assessed: bool = True
    """The patient is assessed without it; False where nothing is there, or can be, assessed."""


@dataclass(frozen=True, slots=True)
class GuidePane:
    """In place of all evidence: nobody is on screen, the case ``name`` is being read, or it cannot be for the ``reason``."""

    name: str = ""
    reason: str | None = None
    reading: bool = False


@dataclass(frozen=True, slots=True)
class FilmPane:
    """The film with its findings and, when ready, the maps of where the network looked.

    ``occlusion``: the cross-check, once it was asked for; ``occluding``: it is being computed.
    """

    film: Film
    findings: tuple[Finding, ...]
    cam: ImageCam | None
    issues: tuple[Issue, ...]
    credit: str
    left_out: bool = False
    """A guard kept the film from the model; the checks say why."""

    awaited: bool = True
    """Something of the answer is still to come."""

    occlusion: Occlusion | None = None
    occluding: bool = False
    hidden: bool = False
    """``cam`` is there and not shown: its method failed its test on other patients."""

    marks: FilmMarks = FilmMarks()
    """What the clinician marked on the film."""

    films: tuple[Film, ...] = ()
    """All films of the patient; the first is the one that is assessed."""

    assessed: bool = True
    """``film`` is the one that the assessment reads."""

    withheld: bool = False
    """What was found is not shown before the clinician has given their own level."""

    conditions: tuple[Condition, ...] = ()
    """What all evidence together says, to stand beside what the film alone says."""

    key: str = ""
    """Of the entry that is shown: what is done in the pane is done to that patient, or to nobody."""


@dataclass(frozen=True, slots=True)
class EcgPane:
    """The recording with its measurements (bpm, ms, degrees) and ST levels (mV at J+60 ms)."""

    ecg: Ecg
    findings: tuple[Finding, ...]
    measurements: tuple[tuple[str, float | None], ...]
    st_level_mv: tuple[tuple[str, float | None], ...]
    attribution: EcgAttribution | None
    issues: tuple[Issue, ...]
    credit: str
    st_threshold_mv: tuple[tuple[str, float | None], ...] = ()
    """Elevation threshold of each lead for this sex and age (``cdss.signals.st_thresholds``); None where not known."""

    left_out: bool = False
    """A guard kept the recording from the model; the checks say why."""

    awaited: bool = True
    """Something of the answer is still to come."""

    hidden: bool = False
    """``attribution`` is there and not shown: its method failed its test on other patients."""

    others: tuple[Ecg, ...] = ()
    """Further recordings of the patient, to compare this one with; none of them is assessed."""

    withheld: bool = False
    """What was found is not shown before the clinician has given their own level; what was measured is."""

    conditions: tuple[Condition, ...] = ()
    """What all evidence together says, to stand beside what the ECG alone says."""


@dataclass(frozen=True, slots=True)
class VitalsPane:
    """Vital signs over time with the scores computed from the latest values."""

    vitals: Vitals
    scores: tuple[tuple[str, Score], ...]
    issues: tuple[Issue, ...]
    credit: str
    waiting: bool = False
    """What was typed into the form of the vital signs is not saved yet."""

    spo2_scale: int = 1
    """The scale of NEWS2 that the bands of SpO2 are drawn by."""

    fahrenheit: bool = False
    """Temperatures are to be written in °F."""

    events: tuple[tuple[str, datetime], ...] = ()
    """What else happened when: ``arrival``, ``image``, ``ecg``, ``note``, as far as it is known."""


@dataclass(frozen=True, slots=True)
class NotePane:
    """The note; ``text`` holds the complaint too unless the note repeats it, and is what ``tokens`` and spans refer to.

    ``concepts`` are (term, negated) pairs found in the text, as the clinician corrected them.
    """

    complaint: str
    text: str
    tokens: NoteTokens | None
    negated_spans: tuple[tuple[int, int], ...]
    concepts: tuple[tuple[str, bool], ...]
    issues: tuple[Issue, ...]
    credit: str
    opinion: Compared | None = None
    """LIME beside ``tokens``, by the names of their units; None until it was asked for."""

    asking: bool = False
    """A second opinion is on its way."""

    hidden: bool = False
    """``tokens`` are there and not shown: their method failed its test on other patients."""

    lime: NoteTokens | None = None
    """LIME alone, while ``tokens`` are hidden: the same units with its effects, without base and value."""

    units: tuple[tuple[int, int, int], ...] = ()
    """Where what is read as one stands in ``text``: (start, end, index of the unit), also while ``tokens`` are hidden."""

    chips: tuple[ConceptChip, ...] = ()
    """The concepts of the text itself, each with how it is meant."""

    behind: tuple[str, ...] = ()
    """What the clinician's corrections put behind the text that the model reads."""

    abbreviations: tuple[Abbreviation, ...] = ()
    """Stretches of ``text`` that are read written out."""

    waiting: bool = False
    """What was typed into the form of the triage entry is not saved yet."""

    draft: str | None = None
    """What stood in the editor when it was last open and not closed by the clinician; it is opened again with it."""

    edited: Signature | None = None
    """Who saved the text last, and when; None where it is that of the files."""

    @property
    def corrected(self) -> bool:
        """Whether the model reads anything otherwise than it is written."""
        return any(chip.corrected is not None for chip in self.chips)

    key: str = ""
    """Of the entry that is shown: what is done in the pane is done to that patient, or to nobody."""


@dataclass(frozen=True, slots=True)
class DecisionPane:
    """The decision column. Everything is None or empty until the assessment has arrived."""

    acuity: Acuity | None
    risk: Risk | None
    outcomes: tuple[tuple[str, float], ...]
    conditions: tuple[Condition, ...]
    shapley: ModalityShapley | None
    vitals_shap: VitalsShap | None
    attention: CrossAttention | None
    without: tuple[tuple[Modality, float], ...]
    checks: tuple[Issue, ...]
    missing: tuple[Modality, ...]
    refusal: str | None
    busy: bool
    ruling: Ruling | None = None
    target: str = RISK
    """The output that is explained, as chosen; what is shown may still be of another and names its own."""

    doubt: Issue | None = None
    """The model is not sure of the level: between which it hesitates."""

    agreement: AttentionAgreement | None = None
    """Rank correlation of the attention with the attributions; None until those have arrived."""

    unit_words: tuple[str, ...] = ()
    """Units of the note as displayed, in their order: the words of ``attention`` in the language of the note."""

    segment_leads: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Stretch of the ECG -> leads with the largest attribution there, which attention cannot tell apart."""

    neighbours: Neighbours | None = None
    """Similar earlier visits and what happened to them."""

    next_test: NextTests | None = None
    """Which test would tell most; None until it was asked."""

    testing: bool = False
    """That question is being answered."""

    opinion: Compared | None = None
    """LIME beside ``vitals_shap``, by the names of its contributions; None until it was asked for."""

    asking: bool = False
    """A second opinion is on its way."""

    shap_failed: bool = False
    """SHAP failed its test on other patients: ``vitals_shap`` is hidden, or shown at the user's request."""

    lime: tuple[Contribution, ...] = ()
    """LIME alone, while ``vitals_shap`` is hidden as failed: the patient's values with its effects, strongest first."""

    own: OwnLevel = OwnLevel()
    """The level that the clinician gave before they saw the model's."""

    own_awaited: bool = False
    """All of the model's is withheld until the clinician has given their own level."""

    actions: tuple[Recommended, ...] = ()
    """What guidelines recommend for the level that holds and the conditions of the 90 % set."""

    @property
    def standing(self) -> Ruling | None:
        """The clinician's level that holds: their decision, else the level that they gave before they saw the model's."""
        return self.ruling or self.own.ruling

    key: str = ""
    """Of the entry that is shown: what is done in the pane is done to that patient, or to nobody."""


@dataclass(frozen=True, slots=True)
class WhatIfPane:
    """The panel "What if…": what is known of the patient, the edits, and the answer to exactly these edits.

    ``latest``: the patient's own vital signs; ``note``: the note's own text. ``changed`` None: not answered yet, or
    ``refused`` in words. ``found``: the smallest changes of the vital signs, None until they were asked for.
    """

    case_id: str
    latest: VitalsRow
    note: str
    here: tuple[Modality, ...]
    question: WhatIf
    original: Assessment | None
    changed: Assessment | None
    refused: tuple[Issue, ...]
    found: Counterfactuals | None
    busy: bool
    searching: bool
    remark: str = ""
    """What the engine last refused, in words."""


@dataclass(frozen=True, slots=True)
class ReportPane:
    """The text of the report of one patient, to be read and edited. ``key``: of their entry."""

    case_id: str
    key: str
    text: ReportText


@dataclass(frozen=True, slots=True)
class KeptWords:
    """Whether the session is saved and the audit written, in a few words and in full; empty: not known yet.

    ``wrong``: one of them could not be written.
    """

    short: str = ""
    full: str = ""
    wrong: bool = False


@dataclass(frozen=True, slots=True)
class StatusLine:
    """The line at the foot of the window. ``dismissable``: the message was said once, and can be put away.

    ``attention``: the message says that something failed, or was refused. ``device_note``: why it is this device and no other.
    """

    engine: str
    total_ms: float | None
    device: str | None
    model: str | None
    message: str | None
    dismissable: bool = False
    attention: bool = False
    kept: KeptWords = KeptWords()
    device_note: str = ""


@dataclass(frozen=True, slots=True)
class ViewState:
    """Everything the window shows, of one patient only."""

    worklist: tuple[WorklistRow, ...]
    banner: BannerPane | None
    film: FilmPane | EmptyPane | None
    ecg: EcgPane | EmptyPane | None
    vitals: VitalsPane | EmptyPane | None
    note: NotePane | EmptyPane | None
    decision: DecisionPane | None
    status: StatusLine
    sources: tuple[Source, ...] = ()
    what_if: WhatIfPane | None = None
    shift: ShiftPane = ShiftPane()
    report: ReportPane | None = None
    guide: GuidePane | None = None
