"""The engine that goes on: where the graphics card fails or its memory runs out, the processor answers the same request.

This is the one place where a fault of the card is caught.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from cdss.core.kinds import RISK
from cdss.engine.device import choose_device, give_back_memory, gpu_fault, why_no_gpu
from cdss.engine.local import LocalEngine
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.records.question import Answer, Question

T = TypeVar("T")


class SteadyEngine(LocalEngine):
    """A ``LocalEngine`` that leaves the card at its first fault, for good, and says why (``device_notice``)."""

    def __init__(self, bundle_dir: Path, device: str = "auto", threads: int | None = None) -> None:
        self._notice = why_no_gpu(device)
        try:
            super().__init__(bundle_dir, "cpu" if self._notice else device, threads)
        except RuntimeError as error:
            self._notice = gpu_fault(error)
            if not self._notice:
                raise
        else:
            return
        super().__init__(bundle_dir, "cpu", threads)

    @property
    def device_notice(self) -> str:
        """Code of the sentence that says why the processor computes and not the card; empty while all is as asked for."""
        return self._notice

    def assess(self, case: Case) -> Assessment:
        """As ``LocalEngine.assess``, on the processor where the card fails."""
        return self._steady(lambda: LocalEngine.assess(self, case))

    def assess_together(self, cases: Sequence[Case]) -> tuple[Assessment, ...]:
        """As ``LocalEngine.assess_together``, on the processor where the card fails."""
        return self._steady(lambda: LocalEngine.assess_together(self, cases))

    def answer(self, case: Case, question: Question) -> Answer:
        """As ``LocalEngine.answer``, on the processor where the card fails."""
        return self._steady(lambda: LocalEngine.answer(self, case, question))

    def explain(self, case: Case, target: str = RISK) -> Iterator[Explanation]:
        """As ``LocalEngine.explain``; where the card fails it begins again on the processor, and every part comes from there."""
        return self._steadily(lambda: LocalEngine.explain(self, case, target))

    def ahead(self, case: Case) -> Iterator[None]:
        """As ``LocalEngine.ahead``, begun again on the processor where the card fails."""
        return self._steadily(lambda: LocalEngine.ahead(self, case))

    def _steady(self, work: Callable[[], T]) -> T:
        try:
            return work()
        except RuntimeError as error:
            fault = self._fault(error)
            if not fault:
                raise
        # outside the handler: the error holds on to what lies in the card's memory
        self._leave_the_card(fault)
        return work()

    def _steadily(self, begin: Callable[[], Iterator[T]]) -> Iterator[T]:
        try:
            yield from begin()
        except RuntimeError as error:
            fault = self._fault(error)
            if not fault:
                raise
        else:
            return
        self._leave_the_card(fault)
        yield from begin()

    def _fault(self, error: RuntimeError) -> str:
        return gpu_fault(error) if self.device == "cuda" else ""

    def _leave_the_card(self, fault: str) -> None:
        self._notice = fault
        self._load(choose_device("cpu"))
        self.forget()
        give_back_memory()
