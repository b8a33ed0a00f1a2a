"""Whether the explanations of one patient hold: what was tested on this very patient, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cdss.records.attribution import Method


class Verdict(StrEnum):
    """What a test says of a method; ``not_measured`` where there was too little to test it on."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_MEASURED = "not_measured"


@dataclass(frozen=True, slots=True)
class Completeness:
    """``error``: explained output less base less sum of all effects; ``allowed``: how large it may be (probability)."""

    error: float
    allowed: float

    @property
    def verdict(self) -> Verdict:
        """Failed where the error is larger than allowed, or no number."""
        return Verdict.PASSED if abs(self.error) <= self.allowed else Verdict.FAILED


@dataclass(frozen=True, slots=True)
class Deletion:
    """What becomes of the output when inputs are deleted that the method marks, against as many at random.

    ``fall``: the output without those that it calls most lowering, less the output without those that it calls most raising
    (probability): above 0 where its order is right. ``chance``: 90th percentile of the same difference between random
    deletions. ``removed``: inputs of each deletion, out of ``of``. ``verdict``: passed where ``fall`` is above ``chance``.
    """

    fall: float
    chance: float
    removed: int
    of: int
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class MethodCheck:
    """The tests of one part of the explanation; a test is None where the method does not promise it or it cannot be made."""

    part: str
    method: Method
    completeness: Completeness | None = None
    deletion: Deletion | None = None

    @property
    def verdict(self) -> Verdict:
        """Failed where one test failed; not measured where none could be made."""
        found = [test.verdict for test in (self.completeness, self.deletion) if test is not None]
        if Verdict.FAILED in found:
            return Verdict.FAILED
        return Verdict.PASSED if Verdict.PASSED in found else Verdict.NOT_MEASURED


@dataclass(frozen=True, slots=True)
class Reliability:
    """``checks``: one a method that explains ``target`` here; ``failed``: parts whose method failed on other patients.

    Names in ``failed`` are fields of ``Explanation``; the bundle's metadata say which methods failed.
    """

    target: str
    checks: tuple[MethodCheck, ...]
    failed: tuple[str, ...] = ()

    def of(self, part: str) -> MethodCheck | None:
        """The check of the part called ``part``; None where it was not checked."""
        return next((check for check in self.checks if check.part == part), None)
