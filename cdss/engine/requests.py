"""The client's book of requests: who asked for what, what is out, and whose answers are still wanted. No processes in here."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count

from cdss.core.kinds import RISK
from cdss.core.sentences import sentence
from cdss.engine.messages import Assessed, AssessRequest, Explained, Refused, Told
from cdss.records.case import Case
from cdss.records.explanation import EXPLANATION_PARTS, Explanation
from cdss.records.question import Question

Answer = Assessed | Explained | Told | Refused

MAX_AHEAD = 2
"""Requests without explanation that are out at the same time: enough to keep the worker busy, few enough for its memory."""

MAX_CRASHES = 2
"""A request under way when the worker died this often is refused instead of sent again."""


@dataclass(slots=True)
class _Entry:
    request: AssessRequest
    out: bool = False
    crashes: int = 0
    explanation: Explanation = field(default_factory=Explanation)


class RequestBook:
    """Open requests by generation.

    One case has one wanted generation: the newest. A request with explanations is of the patient on screen, and there is one
    screen: it also overtakes those of other patients. Requests without explanations stand side by side.
    """

    def __init__(self) -> None:
        self._numbers = count(1)
        self._open: dict[int, _Entry] = {}
        self._cases: dict[int, str] = {}

    def add(self, case: Case, explain: bool, target: str = RISK) -> tuple[int, tuple[int, ...]]:
        """Note a request; returns its generation and the generations that are out and no longer wanted."""
        overtaken = [
            number
            for number, case_id in self._cases.items()
            if case_id == case.case_id or (explain and self._explaining(number))
        ]
        return self._noted(AssessRequest(next(self._numbers), case, explain, target), overtaken)

    def ask(self, case: Case, question: Question) -> tuple[int, tuple[int, ...]]:
        """Note a question about the patient on screen, as ``add``; it overtakes only questions of its own kind."""
        overtaken = [n for n, entry in self._open.items() if type(entry.request.question) is type(question)]
        return self._noted(AssessRequest(next(self._numbers), case, question=question), overtaken)

    def _noted(self, request: AssessRequest, overtaken: list[int]) -> tuple[int, tuple[int, ...]]:
        dropped = self.drop(overtaken)
        self._cases[request.generation] = request.case.case_id
        self._open[request.generation] = _Entry(request)
        return request.generation, dropped

    def drop(self, generations: list[int] | None = None) -> tuple[int, ...]:
        """Forget ``generations`` (None: all); their late answers are stale. Returns those that are out."""
        chosen = list(self._cases) if generations is None else generations
        out = []
        for number in chosen:
            self._cases.pop(number, None)
            entry = self._open.pop(number, None)
            if entry is not None and entry.out:
                out.append(number)
        return tuple(out)

    def due(self) -> tuple[AssessRequest, ...]:
        """Requests to send now, marked as out: those with explanations at once, the others a few ahead."""
        ahead = sum(entry.out for entry in self._open.values())
        sent = []
        for entry in sorted(self._open.values(), key=lambda e: not e.request.explain):
            if not entry.out and (entry.request.explain or ahead < MAX_AHEAD):
                entry.out = True
                ahead += 1
                sent.append(entry.request)
        return tuple(sent)

    def accept(self, answer: Answer) -> Answer | None:
        """The answer as the window gets it, or None where nobody waits for it.

        New parts of an explanation are joined to the earlier ones. An assessment of another case than was asked for is refused.
        """
        entry = self._open.get(answer.generation)
        if entry is None:
            return None
        if isinstance(answer, Assessed) and answer.assessment.case_id != entry.request.case.case_id:
            return self._refuse(answer.generation, "engine_other_patient")
        if isinstance(answer, Explained):
            entry.explanation = _joined(entry.explanation, answer.explanation)
            answer = replace(answer, explanation=entry.explanation)
        if _is_last(answer, entry.request):
            del self._open[answer.generation]
        return answer

    def crashed(self, under_way: int | None) -> tuple[Refused, ...]:
        """The worker died: everything is to be sent again, except a request that was under way too often."""
        for entry in self._open.values():
            entry.out = False
            entry.explanation = Explanation()
        guilty = self._open.get(under_way) if under_way is not None else None
        if under_way is None or guilty is None:
            return ()
        guilty.crashes += 1
        return (self._refuse(under_way, "engine_case_crashes"),) if guilty.crashes >= MAX_CRASHES else ()

    def refuse_all(self, code: str) -> tuple[Refused, ...]:
        """Refuse every open request with the sentence of ``code``."""
        return tuple(self._refuse(number, code) for number in list(self._open))

    def case_of(self, generation: int) -> str | None:
        """The ``case_id`` this generation was asked for, None where it was cancelled or overtaken."""
        return self._cases.get(generation)

    def _explaining(self, number: int) -> bool:
        return number in self._open and self._open[number].request.explain

    def _refuse(self, generation: int, code: str) -> Refused:
        self._open.pop(generation, None)
        return Refused(generation, code, sentence(code, {}))


def _is_last(answer: Answer, request: AssessRequest) -> bool:
    match answer:
        case Assessed():
            return not request.explain
        case Explained(final=final):
            return final
        case Told() | Refused():
            return True


def _joined(old: Explanation, new: Explanation) -> Explanation:
    fresh = {name: part for name in EXPLANATION_PARTS if (part := getattr(new, name)) is not None}
    return replace(old, **fresh)
