"""What an engine is, for every caller: the window, the command line, training evaluation and tests."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from cdss.core.kinds import RISK
from cdss.records.assessment import Assessment, ModelIdentity
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.records.question import Answer, Question


class Engine(Protocol):
    """Synchronous engine: assess a case, then explain it part by part."""

    @property
    def model(self) -> ModelIdentity:
        """Identity of the loaded bundle."""

    @property
    def device(self) -> str:
        """``cpu`` or ``cuda``, as in use."""

    @property
    def device_notice(self) -> str:
        """Code of the sentence that says why the processor computes where the graphics card was to; empty where it was not."""

    @property
    def failed_methods(self) -> tuple[str, ...]:
        """Parts of an explanation whose method failed its test on other patients, as the bundle says."""

    def assess(self, case: Case) -> Assessment:
        """Assess one case; raises ``EmptyCaseError`` where nothing can be assessed, ``EngineError`` where the case is blocked."""

    def explain(self, case: Case, target: str = RISK) -> Iterator[Explanation]:
        """Yield an ``Explanation`` of ``target`` (one of ``TARGETS``) that grows by one part at a time, cheapest part first.

        Parts of ``failed_methods`` are among them: whoever shows them hides those, or says that they failed.
        """

    def ahead(self, case: Case) -> Iterator[None]:
        """Compute what takes longest of the explanations that are likely to be asked for next, one piece an iteration."""

    def answer(self, case: Case, question: Question) -> Answer:
        """Answer a question about the case; ``EngineError`` where it cannot be asked of this case."""
