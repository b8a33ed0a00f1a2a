"""``cdss assess --dicom``: beside each line, the case's assessment as DICOM objects in a folder."""

from __future__ import annotations

import logging
from collections import Counter
from dataclasses import replace
from pathlib import Path

from cdss.core.clock import Clock, now
from cdss.core.errors import CdssError
from cdss.core.kinds import Severity
from cdss.core.result import issue
from cdss.core.sentences import sentence
from cdss.core.system_reasons import system_reason
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.records.explanation import Explanation

_log = logging.getLogger(__name__)


class DicomFiles:
    """Writes into ``folder``, which is made where it is not there; ``CdssError`` where it cannot be.

    ``failed``: parts of explanations whose method failed its test on other patients; nothing is drawn of them.
    """

    def __init__(self, folder: Path, clock: Clock = now, failed: tuple[str, ...] = ()) -> None:
        self._folder, self._clock, self._failed = folder, clock, failed
        self._named: Counter[str] = Counter()
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise self._unwritable(error) from error

    def save(self, case: Case, assessment: Assessment, explanation: Explanation | None) -> Assessment:
        """Write the objects of one case: its structured report and, where the film was explained, the heat maps.

        The assessment comes back as it was, or with a warning where its objects could not be made; ``CdssError`` where the
        folder cannot be written to.
        """
        from cdss.report.dicom.save import save_dicom
        from cdss.report.dicom.structured_report import Assessed

        if explanation is not None:
            explanation = replace(explanation, **dict.fromkeys(self._failed))
        try:
            save_dicom(self._folder, self._stem(case.case_id), Assessed(case, assessment, self._clock()), explanation)
        except OSError as error:
            raise self._unwritable(error) from error
        except Exception:  # one patient's odd header must not stop the others
            _log.exception("the DICOM objects of %s failed", case.case_id)
            return replace(assessment, checks=(*assessment.checks, issue("cli_dicom_failed", Severity.WARNING)))
        return assessment

    def _stem(self, case_id: str) -> str:
        """The case's id in characters that every system takes; the second case of that name gets a number."""
        safe = "".join(c if c.isalnum() or c in "-_" else "-" for c in case_id)[:80] or "case"
        self._named[safe] += 1
        return safe if self._named[safe] == 1 else f"{safe}-{self._named[safe]}"

    def _unwritable(self, error: OSError) -> CdssError:
        reason = system_reason(error)
        return CdssError(sentence("cli_out_unwritable", {"file": str(self._folder), "reason": reason}))
