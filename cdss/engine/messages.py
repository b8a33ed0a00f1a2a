"""Messages between the window's process and the worker. Frozen, picklable, no torch.

Every request carries a generation, every answer repeats it, and the client drops answers whose generation was cancelled or
overtaken. ``Taken`` and ``UnderWay`` pass between worker and client only; the window never sees them.
"""

from __future__ import annotations

from dataclasses import dataclass

from cdss.core.kinds import RISK
from cdss.records.assessment import Assessment, ModelIdentity
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.records.question import Answer, Question


@dataclass(frozen=True, slots=True)
class AssessRequest:
    """Assess ``case`` and, where ``explain``, send the explanations of ``target`` (one of ``TARGETS``) after it.

    With a ``question`` nothing is assessed: the answer to the question is all that comes.
    """

    generation: int
    case: Case
    explain: bool = True
    target: str = RISK
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """Give up the request of this one ``generation``, waiting or under way; others stand."""

    generation: int


@dataclass(frozen=True, slots=True)
class StopRequest:
    """Leave the worker's loop."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded the model, or has gone on with it on another device.

    ``failed_methods``: parts of explanations whose method failed its test (model card). ``notice``: code of the sentence that
    says why the processor computes where the graphics card was to.
    """

    model: ModelIdentity
    device: str
    threads: int
    failed_methods: tuple[str, ...] = ()
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The worker is alive, sent once a second also while it computes. ``rss_mb``: its resident memory."""

    rss_mb: float


@dataclass(frozen=True, slots=True)
class Assessed:
    """The assessment of one request."""

    generation: int
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Explained:
    """One more part of the explanation; ``final`` when no further part follows."""

    generation: int
    explanation: Explanation
    final: bool


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to a question about the patient on screen."""

    generation: int
    answer: Answer


@dataclass(frozen=True, slots=True)
class Refused:
    """The request could not be answered; ``text`` is a sentence for the clinician, ``code`` its sentence code.

    ``params``: what fills the sentence's placeholders, so that it can be said in every language of the screen.
    """

    generation: int
    code: str
    text: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class WorkerFailed:
    """The worker died or cannot start; ``restarting`` tells whether the client starts it again.

    ``code`` names the sentence of ``text``, empty where the words came from elsewhere; ``params`` fill its placeholders.
    """

    text: str
    restarting: bool
    code: str = ""
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class UnderWay:
    """The worker now computes the request of ``generation`` (the one to blame should it die), or is idle (None)."""

    generation: int | None


@dataclass(frozen=True, slots=True)
class Taken:
    """The receiver has copied the shared-memory block ``block``; its sender may let go of it."""

    block: str


Request = AssessRequest | CancelRequest | StopRequest | Taken
Reply = Ready | Heartbeat | Assessed | Explained | Told | Refused | WorkerFailed
WorkerMessage = Reply | UnderWay | Taken
