"""The engine in this process: for the worker, the command line, tests and training evaluation. Imports torch."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import torch

from cdss.bundle.load import Bundle, open_bundle
from cdss.bundle.trust import require_trusted, trusted, unsigned_issues
from cdss.core.errors import EmptyCaseError, EngineError
from cdss.core.kinds import CONDITIONS, ECG_FINDINGS, IMAGE_FINDINGS, RISK, Modality
from cdss.core.sentences import sentence
from cdss.engine.answers import (
    acuity,
    conditions,
    film_member_logits,
    outcome_intervals,
    selective,
    with_intervals,
)
from cdss.engine.asked.answers import answered
from cdss.engine.asked.what_if import what_if
from cdss.engine.checks import case_checks, modality_statuses
from cdss.engine.coalitions import Outputs, every_coalition, outputs_together, value_of
from cdss.engine.device import choose_device
from cdss.engine.explained.ahead import ahead, likely
from cdss.engine.explained.parts import explained
from cdss.engine.explained.subject import Subject
from cdss.engine.findings import ecg_measurements, finding_probabilities
from cdss.engine.guard import available_cores
from cdss.guards.case import Guarded, guarded_case
from cdss.guards.film import FILM_GUARD, FilmGuard, load_film_guard
from cdss.nets.recent import Recent
from cdss.nets.triage import Encoded, TriageModel
from cdss.records.assessment import Assessment, Finding, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.records.explanation import Explanation
from cdss.records.question import Answer, Question, WhatIf
from cdss.scoring.bands import news2_applicable
from cdss.scoring.calibrate import OUTCOMES, ensemble_interval
from cdss.scoring.groups import group_of
from cdss.scoring.news2 import news2
from cdss.scoring.qsofa import qsofa
from cdss.scoring.shock_index import shock_index


class LocalEngine:
    """One model bundle on one device. Not thread-safe: one caller at a time."""

    def __init__(self, bundle_dir: Path, device: str = "auto", threads: int | None = None) -> None:
        self._bundle = open_bundle(bundle_dir)
        require_trusted(self._bundle, trusted())
        self._unsigned = unsigned_issues(self._bundle)
        torch.set_num_threads(threads or available_cores())
        self._load(choose_device(device))
        self._film_guard = _film_guard(self._bundle)
        self._last: tuple[Case, Case, Encoded] | None = None
        self._recent = Recent()

    def _load(self, device: torch.device) -> None:
        self._device, self._model = device, TriageModel(self._bundle, device).folded()

    @property
    def model(self) -> ModelIdentity:
        """Identity of the loaded bundle."""
        return self._bundle.identity

    @property
    def device(self) -> str:
        """``cpu`` or ``cuda``."""
        return self._device.type

    def assess(self, case: Case) -> Assessment:
        """Assess one case; ``EmptyCaseError`` where nothing can be assessed, ``EngineError`` where the case is blocked."""
        start = time.perf_counter()
        case, encoded = self._encoded(case)
        encode_ms = _since(start)
        fusing = time.perf_counter()
        known = every_coalition(self._model, encoded, self._recent)
        fuse_ms = _since(fusing)
        assessment = self._with_losses(case, encoded, [known[subset] for subset in _shown_subsets(encoded)])
        return replace(assessment, timings_ms={"encode": encode_ms, "fuse": fuse_ms, "total": _since(start)})

    def assess_together(self, cases: Sequence[Case]) -> tuple[Assessment, ...]:
        """The assessments of ``assess``, the networks run on many cases at a time; each has an equal share of the time taken.

        Raises as ``assess`` does where one of them cannot be assessed; then none is.
        """
        start = time.perf_counter()
        usable = [self._usable(case) for case in cases]
        encoded = self._model.encode_together(usable)
        if not all(one.present for one in encoded):
            raise EmptyCaseError.of("case_empty")
        encode_ms = _since(start)
        fusing = time.perf_counter()
        found = outputs_together(self._model, [(one, _shown_subsets(one)) for one in encoded])
        fuse_ms = _since(fusing)
        made = [self._with_losses(*each) for each in zip(usable, encoded, found, strict=True)]
        times = {"encode": encode_ms, "fuse": fuse_ms, "total": _since(start)}
        shares = {name: ms / len(cases) for name, ms in times.items()} if cases else {}
        return tuple(replace(assessment, timings_ms=shares) for assessment in made)

    def forget(self) -> None:
        """Forget the patients met last, as if this one were the first: for measurements of the time that a new patient takes."""
        self._last, self._recent = None, Recent()

    @property
    def device_notice(self) -> str:
        """Empty: this engine computes where it was told to."""
        return ""

    @property
    def failed_methods(self) -> tuple[str, ...]:
        """Parts of an explanation whose method failed its test on other patients, as the bundle says."""
        return tuple(sorted(self._model.failed_methods))

    def explain(self, case: Case, target: str = RISK) -> Iterator[Explanation]:
        """Yield an ``Explanation`` of ``target`` that grows by one part at a time, cheapest part first."""
        usable, encoded = self._encoded(case)
        return explained(Subject(self._model, usable, encoded, target, self._recent))

    def ahead(self, case: Case) -> Iterator[None]:
        """What takes long of the explanations of all other outputs, the likeliest first, one part an iteration."""
        usable, encoded = self._encoded(case)
        found = every_coalition(self._model, encoded, self._recent)[frozenset(encoded.present)]
        outputs = likely({code: float(value_of(found.mean, code)) for code in CONDITIONS})
        return ahead(Subject(self._model, usable, encoded, RISK, self._recent), outputs)

    def answer(self, case: Case, question: Question) -> Answer:
        """Answer a question about the case; ``EngineError`` where it cannot be asked of this case."""
        if isinstance(question, WhatIf):
            return what_if(case, question, self.assess)
        usable, encoded = self._encoded(case)
        target = getattr(question, "target", RISK)
        return answered(Subject(self._model, usable, encoded, target, self._recent), question)

    def _encoded(self, case: Case) -> tuple[Case, Encoded]:
        """``case`` without what the guards reject, and its tokens; kept for the explanations that follow its assessment."""
        if self._last is not None and self._last[0] is case:
            return self._last[1:]
        usable = self._usable(case)
        encoded = self._model.encode(usable, self._recent)
        if not encoded.present:
            raise EmptyCaseError.of("case_empty")
        self._last = (case, usable, encoded)
        return usable, encoded

    def _usable(self, case: Case) -> Case:
        """``case`` without what the guards reject; raises where nothing of it may be assessed."""
        _refuse_unusable(case)
        guarded = guarded_case(case, self._film_guard, self._recent)
        _refuse_rejected(guarded)
        return guarded.case

    def _with_losses(self, case: Case, encoded: Encoded, found: Sequence[Outputs]) -> Assessment:
        """The assessment from the outputs for ``_shown_subsets``: of all modalities, then without each."""
        full, *without = found
        lost = zip(encoded.present, without, strict=True) if len(encoded.present) > 1 else ()
        assessment = self._assessment(case, encoded, full)
        return replace(assessment, without={m: 10.0 * float(out.mean.risk) for m, out in lost})

    def _assessment(self, case: Case, encoded: Encoded, out: Outputs) -> Assessment:
        latest = case.vitals.latest if case.vitals else None
        age = case.patient.age_years
        scores = {"qsofa": qsofa(latest), "shock_index": shock_index(latest)} if latest else {}
        if latest and (age is None or news2_applicable(age)):
            scores = {"news2": news2(latest, case.spo2_scale), **scores}
        intervals = ensemble_interval(out.members.risk, out.mean.risk)
        measurements, st_level = self._measurements(case)
        group = group_of(case.patient)
        assessment = Assessment(
            case_id=case.case_id,
            model=self.model,
            modalities=modality_statuses(case, encoded.present),
            acuity=acuity(out, group),
            risk=Risk(10.0 * float(out.mean.risk), (10.0 * float(intervals[0]), 10.0 * float(intervals[1]))),
            outcomes={name: float(out.mean.binary[i]) for i, name in enumerate(OUTCOMES)},
            conditions=conditions(out, group),
            findings=self._findings(case, encoded),
            ecg_measurements=measurements,
            st_level_mv=st_level,
            scores=scores,
            checks=(),
            timings_ms={},
            device=self.device,
            composite=case.composite,
            outcome_intervals=outcome_intervals(out),
            selective=selective(out),
        )
        return replace(assessment, checks=(*self._unsigned, *case_checks(case, assessment, encoded)))

    def _measurements(self, case: Case) -> tuple[dict[str, float | None], dict[str, float | None]]:
        """Intervals and ST levels of the recording; empty without one."""
        if not case.ecgs:
            return {}, {}
        return self._recent.once("ecg measurements", case.ecgs[0], lambda: ecg_measurements(case.ecgs[0]))

    def _findings(self, case: Case, encoded: Encoded) -> dict[Modality, tuple[Finding, ...]]:
        found, once = {}, self._recent.once
        if encoded.film is not None:
            found[Modality.IMAGE] = once("film findings", case.films[0], lambda: self._film_findings(encoded))
        if encoded.ecg is not None:
            found[Modality.ECG] = once("ecg findings", case.ecgs[0], lambda: self._ecg_findings(encoded))
        return found

    def _film_findings(self, encoded: Encoded) -> tuple[Finding, ...]:
        film, features, table = encoded.film, encoded.film_features, self._bundle.calibration["film_findings"]
        if film is None or features is None:
            return ()
        every = finding_probabilities(IMAGE_FINDINGS, film.logits[0], table)
        shown = [f for f in every if f.code in self._model.shown_film_findings]
        return with_intervals(shown, IMAGE_FINDINGS, film_member_logits(self._model, features), table)

    def _ecg_findings(self, encoded: Encoded) -> tuple[Finding, ...]:
        ecg, table = encoded.ecg, self._bundle.calibration["ecg_findings"]
        if ecg is None:
            return ()
        classes = finding_probabilities(ECG_FINDINGS, ecg.logits[0], table)
        return with_intervals(classes, ECG_FINDINGS, ecg.members[:, 0].double().cpu().numpy(), table)


def _shown_subsets(encoded: Encoded) -> list[frozenset[Modality]]:
    """What an assessment shows: the answer to all modalities, and to all but each one."""
    everything = frozenset(encoded.present)
    return [everything, *(everything - {m} for m in encoded.present)]


def _refuse_unusable(case: Case) -> None:
    if case.blocking:
        raise EngineError(case.blocking[0].text())
    if not case.present:
        raise EmptyCaseError.of("case_empty")


def _refuse_rejected(guarded: Guarded) -> None:
    """``EmptyCaseError`` with the reasons where the guards left nothing to assess."""
    if not guarded.case.present:
        reasons = " ".join(one.text() for one in guarded.reasons)
        raise EmptyCaseError(sentence("case_all_rejected", {"reasons": reasons}))


def _film_guard(bundle: Bundle) -> FilmGuard | None:
    """The bundle's guard of films; None in a bundle made without one."""
    return load_film_guard(bundle.file(FILM_GUARD)) if (bundle.path / FILM_GUARD).is_file() else None


def _since(start: float) -> float:
    return (time.perf_counter() - start) * 1000.0
