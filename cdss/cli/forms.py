"""The two forms in which ``cdss assess`` writes a line: an assessment (``cdss.assessment/1``), or a FHIR bundle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from cdss.cli.inputs import CaseInput
from cdss.core.clock import Clock, now
from cdss.core.result import Issue
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.records.serialise import assessment_to_json, error_to_json
from cdss.records.serialise_numbers import Json
from cdss.report.fhir import Sent, assessment_bundle, refused_bundle
from cdss.report.fhir_elements import FhirRelease, Frame
from cdss.report.inputs import input_hashes


class Form(Protocol):
    """How a line is made; ``language`` is that of its sentences."""

    @property
    def language(self) -> str:
        """``en`` or ``ko``."""

    def answered(self, source: CaseInput, case: Case, answer: Assessment, explanation: Explanation | None) -> Json:
        """The line of an assessment; ``ValueError`` for a number that is none."""

    def refused(self, case_id: str, code: str, text: str, checks: Sequence[Issue]) -> Json:
        """The line of a case that cannot be assessed, for the reason ``text``."""


@dataclass(frozen=True, slots=True)
class AssessmentForm:
    """One object of the schema ``cdss.assessment/1`` a line."""

    language: str = "en"

    def answered(self, source: CaseInput, case: Case, answer: Assessment, explanation: Explanation | None) -> Json:
        """The assessment with its explanation."""
        return assessment_to_json(answer, explanation, self.language)

    def refused(self, case_id: str, code: str, text: str, checks: Sequence[Issue]) -> Json:
        """An object with ``error``."""
        return error_to_json(case_id, code, text, checks, self.language)


@dataclass(frozen=True, slots=True)
class FhirForm:
    """One FHIR bundle a line; explanations have no place in it."""

    release: FhirRelease
    language: str = "en"
    clock: Clock = field(default=now)

    def answered(self, source: CaseInput, case: Case, answer: Assessment, explanation: Explanation | None) -> Json:
        """The bundle of the assessment, its inputs by their hashes."""
        sent = Sent(case.patient, self.clock(), input_hashes(source.key, case))
        return assessment_bundle(answer, sent, self.release, self.language)

    def refused(self, case_id: str, code: str, text: str, checks: Sequence[Issue]) -> Json:
        """A bundle with an OperationOutcome and nothing else."""
        frame = Frame(case_id, "", self.clock(), self.release, self.language)
        return refused_bundle(case_id, code, text, checks, frame)
