"""``cdss replay``: one assessment of the audit log made again from the same files, and compared bit for bit."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cdss import __version__
from cdss.api import load_engine
from cdss.audit.digest import answer_digest, case_digest
from cdss.audit.entry import Entry
from cdss.audit.errors import AuditError, unreadable
from cdss.audit.inputs import Inputs, changed_files, kept_inputs
from cdss.audit.lines import Codec
from cdss.audit.log import FOLDER
from cdss.audit.verify import entries, verify
from cdss.bundle.installed import base_folder, models_here
from cdss.bundle.local import FOLDER as CALIBRATED
from cdss.bundle.local import fingerprint
from cdss.cli.verify_audit import asked_codec
from cdss.core.kinds import Severity
from cdss.core.paths import model_dir, user_dir
from cdss.core.result import issue
from cdss.core.sentences import sentence
from cdss.readers.case_folder import read_case, read_line
from cdss.readers.dropped import with_files
from cdss.records.audit_event import AuditKind
from cdss.records.case import Case
from cdss.session.actions import CaseRead
from cdss.session.edits import Edits
from cdss.session.kept_work import with_work_text
from cdss.session.state import Entry as Patient
from cdss.session.state import SessionState

DIFFERENT = 1
"""Exit code where the answer is another one, or cannot be the same because files have changed."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss replay``."""
    parser.add_argument("entry", metavar="ENTRY", type=int, help="number of the entry")
    parser.add_argument(
        "--audit", metavar="DIR", type=Path, help="folder of the log (default: the log of this workstation)"
    )
    parser.add_argument(
        "--model",
        metavar="DIR",
        type=Path,
        help="model bundle (default: the shipped or calibrated one with the entry's hash)",
    )


def run(args: argparse.Namespace) -> int:
    """Make the assessment again; 1 where it is another one, ``CdssError`` where it cannot be made."""
    folder: Path = args.audit or user_dir() / FOLDER
    codec = asked_codec(folder)
    entry = assessment_entry(folder, args.entry, codec)
    told: Mapping[str, Any] = entry.details
    inputs = kept_inputs(folder, str(told["inputs_sha256"]), codec)
    fault = verify(folder, codec).fault
    if fault is not None:
        print(f"{fault.text()} {sentence('audit_replay_doubtful', {})}", file=sys.stderr)
    if changed := changed_files(inputs):
        print(sentence("audit_replay_files_changed", {"names": ", ".join(changed)}))
        return DIFFERENT
    engine = load_engine(args.model or _bundle(str(told["model_sha256"])), str(told["device"]), int(told["threads"]))
    if engine.model.sha256 != told["model_sha256"]:
        raise AuditError(issue("audit_replay_other_model", Severity.WARNING, sha256=told["model_sha256"][:12]))
    case = case_again(inputs)
    same_case = case_digest(case) == told["case_sha256"]
    now = answer_digest(engine.assess(case))
    same = now == told["answer_sha256"]
    print(f"entry    {entry.n}, {entry.time:%Y-%m-%d %H:%M:%S} UTC, {told['device']}, {told['threads']} threads")
    print(f"then     {told['answer_sha256']}\nnow      {now}")
    if not same_case:
        print(sentence("audit_replay_read_otherwise", {"version": __version__}))
    print(sentence("audit_replay_same" if same else "audit_replay_different", {}))
    return 0 if same and fault is None else DIFFERENT


def assessment_entry(folder: Path, number: int, codec: Codec) -> Entry:
    """The entry ``number`` of the log in ``folder``; ``AuditError`` where there is none, or it is no assessment."""
    try:
        found = next((entry for entry in entries(folder, codec) if entry.n == number), None)
    except OSError as error:
        raise unreadable(folder, error) from error
    if found is None:
        raise AuditError(issue("audit_no_entry", Severity.WARNING, n=number, folder=folder))
    if found.kind != AuditKind.ASSESSED:
        raise AuditError(issue("audit_no_assessment", Severity.WARNING, n=number, kind=found.kind))
    return found


def case_again(inputs: Inputs) -> Case:
    """The case as it was assessed: read from its files, with what was added, typed and corrected. Raises ``CaseError``."""
    if inputs.manifest is not None:
        file, _, number = inputs.key.rpartition("#")
        listed = Path(file)
        where, name = f"{listed.name} line {number}", f"{listed.stem}-{number}"
        read = read_line(inputs.manifest, listed.parent, where, name)
    else:
        read = read_case(Path(inputs.key))
    for drop in inputs.drops:
        read = with_files(read, tuple(map(Path, drop)))
    patient = with_work_text(Patient(inputs.key, edits=Edits(inputs.note, None, inputs.drops)), inputs.work)
    after = CaseRead(inputs.key, read).apply(SessionState(entries=(patient,))).entry(inputs.key)
    assert after is not None and after.case is not None
    return after.case


def _bundle(sha256: str) -> Path:
    """The bundle with this hash: the shipped one, one installed or calibrated here, or else that in use."""
    home = user_dir() / CALIBRATED
    here = (model_dir(), *models_here(), *(sorted(home.iterdir()) if home.is_dir() else ()))
    return next((folder for folder in here if folder.is_dir() and fingerprint(folder) == sha256), base_folder())
