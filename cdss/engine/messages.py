"""Messages between the window's process and the worker. Frozen, picklable, no torch.

Every request carries a generation; an answer of an older generation is dropped by the client.
"""

from __future__ import annotations

from dataclasses import dataclass

from cdss.records.assessment import Assessment, ModelIdentity
from cdss.records.case import Case
from cdss.records.explanation import Explanation


@dataclass(frozen=True, slots=True)
class AssessRequest:
    """Assess ``case`` and, where ``explain``, send the explanations after it."""

    generation: int
    case: Case
    explain: bool = True


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """Give up everything of ``generation`` and older."""

    generation: int


@dataclass(frozen=True, slots=True)
class StopRequest:
    """Leave the worker's loop."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The worker has loaded the model."""

    model: ModelIdentity
    device: str
    threads: int


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
class Refused:
    """The request could not be answered; ``text`` is a sentence for the clinician, ``code`` its sentence code."""

    generation: int
    code: str
    text: str


@dataclass(frozen=True, slots=True)
class WorkerFailed:
    """The worker died or cannot start; ``restarting`` tells whether the client starts it again."""

    text: str
    restarting: bool


Request = AssessRequest | CancelRequest | StopRequest
Reply = Ready | Heartbeat | Assessed | Explained | Refused | WorkerFailed
