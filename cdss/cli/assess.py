"""``cdss assess``: one line of JSON a case, in input order, written as soon as it is known (many cases: batch by batch)."""

from __future__ import annotations

import argparse
import json
import logging
import sys
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TextIO

from cdss.api import load_engine
from cdss.bundle.installed import base_folder
from cdss.cli.audited import CommandAudit
from cdss.cli.dicom_files import DicomFiles
from cdss.cli.forms import AssessmentForm, FhirForm, Form
from cdss.cli.inputs import CaseInput, inputs_from_lines, inputs_from_paths
from cdss.core.errors import CaseError, CdssError, EmptyCaseError, EngineError
from cdss.core.kinds import RISK, TARGETS, Severity
from cdss.core.result import issue
from cdss.core.sentences import LANGUAGES, sentence
from cdss.core.system_reasons import system_reason
from cdss.engine.base import Engine
from cdss.engine.guard import is_out_of_memory
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.records.question import SecondOpinion
from cdss.records.second_opinion import Opinion
from cdss.records.serialise_numbers import Json
from cdss.report.fhir_elements import FhirRelease

FAILED_CASES = 1
"""Exit code where at least one line carries ``error``."""

STDOUT = "-"
FORMATS = JSON, FHIR = ("json", "fhir")
_log = logging.getLogger(__name__)

File = Callable[[Case, Assessment, Explanation | None], Assessment]
"""Writes further files of one case, and gives the assessment back, with a warning where one could not be made."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss assess``."""
    cases = parser.add_mutually_exclusive_group(required=True)
    cases.add_argument(
        "paths",
        metavar="CASE",
        nargs="*",
        default=[],
        help="case folder, manifest (case.json), FHIR bundle (JSON) or HL7 v2 file",
    )
    cases.add_argument(
        "--cases", metavar="FILE", type=Path, help="file with one manifest or FHIR bundle a line (JSON Lines)"
    )
    parser.add_argument("--out", metavar="FILE", required=True, help="file to write, one line a case; - for the screen")
    parser.add_argument("--explain", action="store_true", help="compute the explanations too (slower)")
    parser.add_argument(
        "--target",
        metavar="OUTPUT",
        type=_target,
        help=f"output that --explain explains: {', '.join(TARGETS)} (default: {RISK})",
    )
    parser.add_argument(
        "--second-opinion",
        action="store_true",
        help="with --explain: LIME of the note and the vital signs too (slower)",
    )
    parser.add_argument(
        "--device", choices=("auto", "cpu", "cuda"), default="auto", help="where to compute (default: auto)"
    )
    parser.add_argument("--model", metavar="DIR", type=Path, default=base_folder(), help="model bundle to use")
    parser.add_argument(
        "--audit",
        metavar="DIR",
        type=Path,
        help="enter every assessment in the audit log in this folder, made where there is none (cases go one by one)",
    )
    parser.add_argument(
        "--dicom",
        metavar="DIR",
        type=Path,
        help="folder for DICOM objects too: a structured report a case, with --explain also the heat map over the film",
    )
    parser.add_argument(
        "--format",
        choices=FORMATS,
        default=JSON,
        help="what a line holds: an assessment (json, the default) or a FHIR bundle (fhir)",
    )
    releases = tuple(release.value for release in FhirRelease)
    parser.add_argument("--fhir-release", choices=releases, help=f"FHIR release to write (default: {FhirRelease.R4})")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of the sentences (default: en)")


def run(args: argparse.Namespace) -> int:
    """Assess every case; ``CdssError`` where nothing can be done, 1 where a case failed, else 0."""
    inputs = inputs_from_lines(args.cases) if args.cases else inputs_from_paths(args.paths)
    _refuse_overwriting(args)
    if args.target is not None and not args.explain:
        raise CdssError(sentence("cli_target_unexplained", {"target": args.target}))
    if args.second_opinion and not args.explain:
        raise CdssError(sentence("cli_opinion_unexplained", {}))
    if args.explain and args.format == FHIR:
        raise CdssError(sentence("cli_fhir_unexplained", {}))
    if args.fhir_release and args.format != FHIR:
        raise CdssError(sentence("cli_fhir_release_alone", {"release": args.fhir_release}))
    engine = load_engine(args.model, args.device)
    audit = CommandAudit(args.audit, args.language) if args.audit else None
    output = _Output(_form(args), DicomFiles(args.dicom, failed=engine.failed_methods).save if args.dicom else None)
    with _opened(args.out) as out, audit or nullcontext():
        lines = _lines(engine, inputs, args, audit, output)
        failed = sum(_write_line(out, line, (n, len(inputs))) for n, line in enumerate(lines, 1))
    if engine.device_notice:
        _say(sentence(engine.device_notice, {}, args.language))
    if failed:
        _say(f'{failed} of {len(inputs)} cases could not be assessed; their lines carry "error".')
    return FAILED_CASES if failed or (audit is not None and audit.unwritten) else 0


def _form(args: argparse.Namespace) -> Form:
    if args.format == JSON:
        return AssessmentForm(args.language)
    return FhirForm(FhirRelease(args.fhir_release or FhirRelease.R4), args.language)


def assess_input(
    engine: Engine,
    source: CaseInput,
    explain: bool = False,
    language: str = "en",
    target: str = RISK,
    second_opinion: bool = False,
    audit: CommandAudit | None = None,
    file: File | None = None,
) -> Json:
    """The line of one case: its assessment, or ``error`` in words. Raises nothing but what must end the program.

    ``target``: the output (one of ``TARGETS``) that is explained where ``explain``; ``second_opinion``: by LIME too.
    ``audit``: where the assessment is entered. ``file``: writes further files of it.
    """
    output = _Output(AssessmentForm(language), file)
    return _assessed(engine, source, explain, output, target, second_opinion, audit).line


def _assessed(
    engine: Engine,
    source: CaseInput,
    explain: bool,
    output: _Output,
    target: str,
    second_opinion: bool,
    audit: CommandAudit | None,
) -> _Written:
    read = _read(source)
    if read.case is None:
        return _refused(read, read.fault, output.form)
    explanation: Explanation | None = None
    try:
        assessment = engine.assess(read.case)
        if audit is not None:
            audit.assessed(source, read.case, assessment)
        if explain:
            assessment, explanation = _explained(engine, read.case, assessment, target)
            if second_opinion:
                explanation = _with_second(engine, read.case, explanation, target)
    except Exception as error:
        return _refused(read, error, output.form)
    return _answered(read, assessment, explanation, output)


def assess_inputs(
    engine: Engine, sources: Sequence[CaseInput], language: str = "en", file: File | None = None
) -> Iterator[Json]:
    """The lines of ``assess_input`` without explanations, in order, computed in batches."""
    output = _Output(AssessmentForm(language), file)
    return (written.line for written in _batched(engine, sources, output))


def _batched(engine: Engine, sources: Sequence[CaseInput], output: _Output) -> Iterator[_Written]:
    from cdss.engine.batch import assess_many

    waiting: deque[_Read] = deque()

    def cases() -> Iterator[Case]:
        for source in sources:
            waiting.append(_read(source))
            if (case := waiting[-1].case) is not None:
                yield case

    for answer in assess_many(engine, cases()):
        while waiting[0].case is None:
            read = waiting.popleft()
            yield _refused(read, read.fault, output.form)
        yield _answered(waiting.popleft(), answer, None, output)
    for read in waiting:
        yield _refused(read, read.fault, output.form)


def _lines(
    engine: Engine, sources: Sequence[CaseInput], args: argparse.Namespace, audit: CommandAudit | None, output: _Output
) -> Iterator[_Written]:
    """One line a source. Explanations are made one by one, for the encoded case is kept only until the next one.

    So are assessments that are audited: what is computed together differs in the last bits, and could not be made again alone.
    """
    if args.explain or audit is not None or len(sources) == 1:
        target = args.target or RISK
        return (
            _assessed(engine, source, args.explain, output, target, args.second_opinion, audit) for source in sources
        )
    return _batched(engine, sources, output)


@dataclass(frozen=True, slots=True)
class _Read:
    """A source after reading: its ``case``, or the ``fault`` that kept it from being read, and the milliseconds taken."""

    source: CaseInput
    case: Case | None
    fault: Exception | None
    read_ms: float


def _read(source: CaseInput) -> _Read:
    start = time.perf_counter()
    try:
        case = source.read()
    except Exception as error:
        return _Read(source, None, error, _since(start))
    return _Read(source, case, None, _since(start))


@dataclass(frozen=True, slots=True)
class _Output:
    """In which form lines are written; ``file`` writes further files of an assessment."""

    form: Form
    file: File | None = None


@dataclass(frozen=True, slots=True)
class _Written:
    """A line as it is written, and what is said of it while the command runs."""

    line: Json
    case_id: str
    summary: str
    failed: bool = False


def _answered(
    read: _Read, answer: Assessment | Exception, explanation: Explanation | None, output: _Output
) -> _Written:
    """The line of one case; an answer that cannot be written (a number that is none) becomes an error too."""
    if isinstance(answer, Exception) or read.case is None:
        return _refused(read, answer if isinstance(answer, Exception) else read.fault, output.form)
    if output.file is not None:
        answer = output.file(read.case, answer, explanation)
    own = answer.timings_ms
    total = read.read_ms + own.get("total", 0.0) + own.get("explain", 0.0)
    timed = replace(answer, timings_ms={**own, "read": read.read_ms, "total": total})
    try:
        line = output.form.answered(read.source, read.case, timed, explanation)
    except Exception as error:
        return _refused(read, error, output.form)
    summary = f"level {answer.acuity.level}, risk {answer.risk.score:.1f}, {total / 1000:.2f} s"
    return _Written(line, answer.case_id, summary)


def _refused(read: _Read, error: Exception | None, form: Form) -> _Written:
    code, text = _words(error, read.case, form.language)
    issues = read.case.issues if read.case else ()
    case_id = read.case.case_id if read.case else read.source.name
    return _Written(form.refused(case_id, code, text, issues), case_id, f"error: {text}", failed=True)


def _explained(engine: Engine, case: Case, assessment: Assessment, target: str) -> tuple[Assessment, Explanation]:
    """The explanation as far as it got; a fault in it leaves the assessment and a warning among its checks."""
    explanation, start, checks = Explanation(), time.perf_counter(), assessment.checks
    try:
        for explanation in engine.explain(case, target):  # noqa: B007 - each one holds the parts of those before
            pass
    except Exception:
        _log.exception("the explanation of %s failed", case.case_id)
        checks = (*checks, issue("engine_explain_failed", Severity.WARNING))
    timings = {**assessment.timings_ms, "explain": _since(start)}
    return replace(assessment, checks=checks, timings_ms=timings), explanation


def _with_second(engine: Engine, case: Case, explanation: Explanation, target: str) -> Explanation:
    """With LIME's opinion; without where there is neither a note nor vital signs, or where it failed."""
    try:
        answer = engine.answer(case, SecondOpinion(target))
    except EngineError:
        return explanation
    except Exception:
        _log.exception("the second opinion of %s failed", case.case_id)
        return explanation
    return replace(explanation, second_opinion=answer) if isinstance(answer, Opinion) else explanation


def _words(error: Exception | None, case: Case | None, language: str) -> tuple[str, str]:
    if isinstance(error, CaseError):
        return "case_unreadable", str(error)
    if isinstance(error, EmptyCaseError):
        return "case_empty", sentence("case_empty", {}, language)
    if isinstance(error, CdssError):
        stops = case.blocking if case else ()
        return (stops[0].code, stops[0].text(language)) if stops else ("engine_case_refused", str(error))
    if error is not None and is_out_of_memory(error):
        code = "engine_out_of_memory"
    else:
        code = "engine_assess_failed"
        _log.error("a case failed", exc_info=error)
    return code, sentence(code, {}, language)


def _write_line(out: TextIO, written: _Written, place: tuple[int, int]) -> bool:
    """Write one line (ASCII, so that no reader splits or misreads it); whether it says that the case failed."""
    out.write(json.dumps(written.line, allow_nan=False) + "\n")
    out.flush()
    _say(f"{place[0]}/{place[1]}  {written.case_id}: {written.summary}")
    return written.failed


def _target(text: str) -> str:
    """One of ``TARGETS``."""
    if text not in TARGETS:
        raise argparse.ArgumentTypeError(f"there is no output {text!r}; the outputs are {', '.join(TARGETS)}")
    return text


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000.0


def _refuse_overwriting(args: argparse.Namespace) -> None:
    given = [args.cases] if args.cases else [Path(path) for path in args.paths]
    if args.out != STDOUT and Path(args.out).resolve() in {path.resolve() for path in given}:
        raise CdssError(sentence("cli_out_is_input", {"file": args.out}))


@contextmanager
def _opened(out: str) -> Iterator[TextIO]:
    if out == STDOUT:
        yield sys.stdout
        return
    try:
        with Path(out).open("w", encoding="ascii", newline="\n") as stream:
            yield stream
    except OSError as error:
        reason = system_reason(error)
        raise CdssError(sentence("cli_out_unwritable", {"file": out, "reason": reason})) from error
