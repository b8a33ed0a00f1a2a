"""The recalibration in steps: tried out on real files, refused in words, kept so that it is loaded and can be taken back."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from cdss.bundle.load import open_bundle
from cdss.bundle.local import chosen, deactivate
from cdss.cli.calibrate import fit_sentence
from cdss.cli.local_calibration import Cancelled, Trial, doubts, keep, try_out
from cdss.core.errors import EngineError, TableError
from cdss.core.kinds import CONDITIONS, MODALITIES, Presence
from cdss.core.paths import model_dir
from cdss.records.assessment import Acuity, Assessment, Condition, ModalityStatus, ModelIdentity, Risk
from cdss.records.case import Case
from cdss.scoring.calibrate import sigmoid
from cdss.scoring.site import SiteFit, Verdict
from cdss.scoring.site_effect import Effect, Gap

NOW = datetime(2026, 11, 21, 14, 2, tzinfo=UTC)


class Site:
    """A hospital whose patients are admitted more often than the model expects."""

    def __init__(self, home: Path, n: int, seed: int = 0) -> None:
        rng = np.random.default_rng(seed)
        z = rng.normal(-2.2, 1.2, n)
        self.p = dict(zip((f"p{i}" for i in range(n)), sigmoid(z), strict=True))
        self.admitted = rng.random(n) < sigmoid(z + 0.98)
        self.cases, self.table = home / "cases.jsonl", home / "table.csv"
        lines = (
            {"schema": "cdss.case/1", "case_id": name, "chief_complaint": "pain",
             "patient": {"age_years": 30 + 20 * (i % 3), "sex": "MF"[i % 2]}}
            for i, name in enumerate(self.p)
        )  # fmt: skip
        self.cases.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
        with self.table.open("w", newline="", encoding="utf-8") as stream:
            writer = csv.writer(stream)
            writer.writerow(("case_id", "admitted"))
            writer.writerows((name, int(y)) for name, y in zip(self.p, self.admitted, strict=True))

    def assess(self, case: Case) -> Assessment:
        p = float(self.p[case.case_id])
        return Assessment(
            case.case_id, ModelIdentity("m", "1", "00" * 32), {m: ModalityStatus(Presence.MISSING) for m in MODALITIES},
            Acuity(3, (0.2,) * 5), Risk(10 * p, (0, 10)), {"admission": p, "critical": p},
            tuple(Condition(code, p, (0, 1), False) for code in CONDITIONS), {}, {}, {}, {}, (), {},
        )  # type: ignore[arg-type]  # fmt: skip


def nothing(done: int, total: int) -> None:
    pass


def test_a_few_hundred_outcomes_are_fitted_with_before_and_after_by_group(tmp_path: Path) -> None:
    site, told = Site(tmp_path, 400), []
    trial = try_out(site.cases, site.table, site.assess, lambda *step: told.append(step))
    (effect,) = trial.effects
    assert trial.cases == 400 and trial.gains and effect.fit.output == "admission"
    assert effect.fit.before and effect.fit.after and effect.fit.after.ece < effect.fit.before.ece
    assert effect.gap_before and effect.gap_before.n >= 20
    assert told[0] == (0, 400) and told[-1] == (400, 400) and len(told) == 401


def test_too_few_are_refused_with_how_many_are_lacking_in_both_languages(tmp_path: Path) -> None:
    site = Site(tmp_path, 30)
    trial = try_out(site.cases, site.table, site.assess, nothing)
    assert not trial.gains and trial.fits[0].verdict is Verdict.TOO_FEW
    events = int(site.admitted.sum())
    assert f"{20 - events} more patients with it" in fit_sentence(trial.fits[0])
    assert f"{20 - events}명" in fit_sentence(trial.fits[0], "ko")


def test_what_is_left_out_or_cannot_be_assessed_is_said_not_hidden(tmp_path: Path) -> None:
    site = Site(tmp_path, 60)
    with site.table.open("a", encoding="utf-8") as stream:
        stream.write("stranger,1\n")

    def assess(case: Case) -> Assessment:
        if case.case_id == "p7":
            raise EngineError("nothing to assess")
        return site.assess(case)

    trial = try_out(site.cases, site.table, assess, nothing, "ko")
    assert trial.cases == 59
    assert any("stranger" in line and "제외" in line for line in trial.said)
    assert any("1명" in line and "p7: nothing to assess" in line for line in trial.said)


FIT = SiteFit("admission", 400, 80, Verdict.FITTED)


def test_a_net_benefit_that_is_lower_after_is_said_with_its_figures_in_both_languages() -> None:
    one = Effect(FIT, benefit=((0.1, 0.12, 0.13), (0.3, 0.0001, -0.0182), (0.5, -0.0001, -0.0021)))
    assert doubts(one) == (
        "Admission: net benefit is lower after at 30 %: 0.000 → \u22120.018; 50 %: 0.000 → \u22120.002. "
        "Think twice before applying.",
    )
    assert doubts(one, "ko") == (
        "입원: 보정 후 순이득이 더 낮습니다(30 %: 0.000 → \u22120.018; 50 %: 0.000 → \u22120.002). "
        "적용하기 전에 다시 검토하십시오.",
    )


def test_outcomes_that_have_nothing_to_do_with_the_figures_are_said(tmp_path: Path) -> None:
    site = Site(tmp_path, 400)
    (fitting,) = try_out(site.cases, site.table, site.assess, nothing).effects
    assert (
        fitting.separation and fitting.separation.low > 0.6 and not any("right table" in one for one in doubts(fitting))
    )
    mixed = dict(zip(site.p, np.random.default_rng(3).permutation(list(site.p.values())), strict=True))
    site.p = {name: float(p) for name, p in mixed.items()}
    (wrong,) = try_out(site.cases, site.table, site.assess, nothing).effects
    assert wrong.separation and wrong.separation.auroc < 0.6
    assert "do not follow the program's figures (AUROC 0." in doubts(wrong)[0] and "올바른 표" in doubts(wrong, "ko")[0]


def test_a_widest_gap_that_is_larger_after_is_said_with_its_figures_in_both_languages() -> None:
    one = Effect(FIT, gap_before=Gap("F <40", 0.031, 40), gap_after=Gap("M 65+", 0.0524, 66))
    assert doubts(one) == (
        "Admission: the widest group gap is larger after, 3.1 % → 5.2 %. Think twice before applying.",
    )
    assert doubts(one, "ko") == (
        "입원: 보정 후 가장 큰 집단 차이가 더 큽니다(3.1 % → 5.2 %). 적용하기 전에 다시 검토하십시오.",
    )


@pytest.mark.parametrize(
    "one",
    [
        Effect(FIT),
        Effect(FIT, benefit=((0.1, 0.12, 0.12), (0.3, 0.0604, 0.0596), (0.5, -0.01, 0.02))),
        Effect(FIT, gap_before=Gap("F <40", 0.0314, 40), gap_after=Gap("M 65+", 0.0306, 66)),
        Effect(FIT, gap_before=Gap("F <40", 0.0306, 40), gap_after=Gap("F <40", 0.0314, 40)),
    ],
)
def test_what_looks_the_same_or_better_in_the_table_is_no_doubt(one: Effect) -> None:
    assert doubts(one) == doubts(one, "ko") == ()


def test_a_stop_ends_it_at_once(tmp_path: Path) -> None:
    site = Site(tmp_path, 60)

    def stop(done: int, total: int) -> None:
        if done == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        try_out(site.cases, site.table, site.assess, stop)


def test_a_table_that_cannot_be_used_says_why_in_the_language_of_the_screen(tmp_path: Path) -> None:
    site = Site(tmp_path, 5)
    site.table.write_text("case_id,admitted\np1,maybe\n", encoding="utf-8")
    with pytest.raises(TableError, match="maybe") as caught:
        try_out(site.cases, site.table, site.assess, nothing)
    assert "admitted" in caught.value.words("ko") and "maybe" in caught.value.words("ko")


def test_what_is_kept_is_loaded_and_the_shipped_bundle_is_untouched(tmp_path: Path) -> None:
    site = Site(tmp_path, 400)
    trial: Trial = try_out(site.cases, site.table, site.assess, nothing)
    before, home = (model_dir() / "SHA256SUMS").read_bytes(), tmp_path / "calibrated"
    folder = keep(trial, model_dir(), home, NOW)
    assert chosen(model_dir(), home).folder == folder and chosen(model_dir(), home).local
    made = open_bundle(folder)
    assert made.identity.name.endswith("-site") and "admission" in made.calibration["site_calibration"]["outputs"]
    assert (model_dir() / "SHA256SUMS").read_bytes() == before
    deactivate(home)
    assert chosen(model_dir(), home).folder == model_dir()
