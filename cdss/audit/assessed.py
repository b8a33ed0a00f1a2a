"""The entry of one assessment: what went in, which model on which device answered, and what came out, all by their hashes."""

from __future__ import annotations

from cdss.audit.digest import answer_digest, case_digest
from cdss.audit.inputs import Inputs, packed
from cdss.core.hashing import sha256_bytes
from cdss.records.assessment import Assessment
from cdss.records.audit_event import AuditEvent, AuditKind
from cdss.records.case import Case


def assessed_event(case: Case, answer: Assessment, inputs: Inputs, threads: int) -> tuple[AuditEvent, bytes]:
    """The event, and the packed ``inputs`` to be kept with it. Hashes every pixel: call it beside the window's thread.

    ``threads``: those that the engine computed with; another number may change the last bits of an answer.
    """
    content = packed(inputs)
    details = {
        "model": answer.model.name,
        "model_version": answer.model.version,
        "model_sha256": answer.model.sha256,
        "device": answer.device,
        "threads": threads,
        "level": answer.acuity.level,
        "files": [{"part": file.part, "sha256": file.sha256} for file in inputs.files],
        "typed": inputs.note is not None or bool(inputs.work),
        "inputs_sha256": sha256_bytes(content),
        "case_sha256": case_digest(case),
        "answer_sha256": answer_digest(answer),
    }
    return AuditEvent(AuditKind.ASSESSED, inputs.key, details), content
