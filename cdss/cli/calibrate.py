"""``cdss calibrate``: fit the model's probabilities to one hospital from a few hundred of its own outcomes."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from cdss.api import load_engine
from cdss.bundle.derive import refuse_site, write_site_bundle
from cdss.bundle.installed import base_folder
from cdss.bundle.load import Bundle, open_bundle
from cdss.cli.audited import CommandAudit, add_audit_argument
from cdss.cli.inputs import CaseInput, inputs_from_lines
from cdss.cli.outcome_table import Outcomes, read_outcomes
from cdss.core.errors import CdssError
from cdss.core.figures import signed
from cdss.core.sentences import sentence
from cdss.engine.base import Engine
from cdss.engine.guard import available_cores
from cdss.records.assessment import Assessment
from cdss.scoring.calibrate import URGENT, Floats
from cdss.scoring.site import LEAST_FOR_INTERCEPT, SiteFit, Verdict, fit_outputs
from cdss.session.audit_events import model_loaded, model_written

Predictions = dict[str, dict[str, float]]
"""Calibrated probability by output, for each case."""

UNAUDITED = 1
"""Exit code where the new bundle was written, and what was done could not be entered in the audit."""

NAMED_AT_MOST = 5
"""Cases named in a line on what is left out, beside how many there are."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Arguments of ``cdss calibrate``."""
    parser.add_argument("--cases", metavar="FILE", type=Path, required=True, help="cases, one manifest a line")
    parser.add_argument(
        "--table",
        metavar="CSV",
        type=Path,
        required=True,
        help="outcomes: case_id, and any of level (1-5), admitted, critical (0/1) and conditions; blank = not known",
    )
    parser.add_argument("--out", metavar="DIR", type=Path, required=True, help="folder for the new model bundle")
    parser.add_argument("--bundle", metavar="DIR", type=Path, default=base_folder(), help="model bundle to start from")
    parser.add_argument("--site", default="site", help="short name of the hospital, part of the new model's name")
    parser.add_argument("--device", choices=("auto", "cpu", "cuda"), default="auto", help="where to compute")
    add_audit_argument(parser)


def run(args: argparse.Namespace) -> int:
    """Fit and write the new bundle; ``CdssError`` where there is too little to go by or nothing to gain.

    1 where it was written, and the audit could not be.
    """
    source = open_bundle(args.bundle)
    refuse_site(source, args.out, args.site)
    outcomes = read_outcomes(args.table)
    inputs = matched(inputs_from_lines(args.cases), outcomes)
    with CommandAudit(args.audit) as audit:
        engine = load_engine(args.bundle, args.device)
        audit.enter(model_loaded(engine.model, engine.device, available_cores()))
        made = _made(args, source, predicted(engine, inputs), outcomes)
        audit.enter(model_written(made.identity))
    print(sentence("site_written", {"folder": str(args.out), "name": made.identity.name, "sha": made.identity.sha256}))
    return UNAUDITED if audit.unwritten else 0


def _made(args: argparse.Namespace, source: Bundle, predictions: Predictions, outcomes: Outcomes) -> Bundle:
    """The new bundle, written; what came of each output is printed."""
    fits = fit_outputs(paired(predictions, outcomes))
    for fit in fits:
        print(fit_sentence(fit))
    if not any(fit.verdict is Verdict.FITTED for fit in fits):
        raise CdssError.of("site_nothing_fitted", cases=str(len(predictions)))
    return write_site_bundle(source, args.out, site_table(args.site, len(predictions), fits), card(args.site, fits))


def matched(inputs: Sequence[CaseInput], outcomes: Outcomes) -> tuple[CaseInput, ...]:
    """The cases with a row of outcomes; what has no partner or stands twice is left out, named and counted on stderr.

    Nobody can say which of two cases of one id the outcomes are of: none of them is used.
    """
    for words in left_out_words(inputs, outcomes):
        print(words, file=sys.stderr, flush=True)
    return partners(inputs, outcomes)


def partners(inputs: Sequence[CaseInput], outcomes: Outcomes) -> tuple[CaseInput, ...]:
    """The cases with a row of outcomes whose id stands once."""
    count = Counter(case.name for case in inputs)
    return tuple(case for case in inputs if case.name in outcomes.by_case and count[case.name] == 1)


def left_out_words(inputs: Sequence[CaseInput], outcomes: Outcomes, language: str = "en") -> tuple[str, ...]:
    """What is left out and why, each in a sentence with how many there are; empty where nothing is."""
    count = Counter(case.name for case in inputs)
    found = (
        ("site_outcomes_without_case", [name for name in outcomes.by_case if name not in count]),
        ("site_cases_without_outcomes", [name for name in count if name not in outcomes.by_case]),
        ("site_cases_repeated", [name for name, times in count.items() if times > 1]),
    )
    return tuple(_left_out(code, names, language) for code, names in found if names)


def _left_out(code: str, names: Sequence[str], language: str) -> str:
    some = ", ".join(names[:NAMED_AT_MOST]) + (", …" if len(names) > NAMED_AT_MOST else "")
    return sentence(code, {"n": str(len(names)), "cases": some}, language)


def predicted(engine: Engine, inputs: Sequence[CaseInput]) -> Predictions:
    """Probabilities of every case that can be assessed; the others are named on stderr and left out."""
    found: Predictions = {}
    for number, source in enumerate(inputs, start=1):
        try:
            found[source.name] = probabilities(engine.assess(source.read()))
        except Exception as error:
            reason = str(error) if isinstance(error, CdssError) else f"{type(error).__name__}: {error}"
            print(f"{number}/{len(inputs)}  {source.name}: {reason}", file=sys.stderr, flush=True)
    return found


def probabilities(assessment: Assessment) -> dict[str, float]:
    """Every probability of an assessment that a hospital's outcomes can speak of."""
    conditions = {c.code: c.probability for c in assessment.conditions}
    return {URGENT: assessment.risk.score / 10.0, **assessment.outcomes, **conditions}


def paired(predictions: Predictions, outcomes: Outcomes) -> dict[str, tuple[Floats, Floats]]:
    """Probabilities and outcomes by output, over the cases that have both."""
    found = {}
    for output in outcomes.outputs:
        cases = [case for case in predictions if output in outcomes.by_case.get(case, {})]
        p = np.array([predictions[case][output] for case in cases], np.float64)
        found[output] = (p, np.array([outcomes.by_case[case][output] for case in cases], np.float64))
    return found


def fit_sentence(fit: SiteFit, language: str = "en") -> str:
    """What came of one output, in words."""
    values: dict[str, object] = {
        "output": output_name(fit.output, language),
        "n": fit.n,
        "events": fit.events,
    }
    if fit.verdict is Verdict.TOO_FEW:
        values |= {"more": fit.more_events, "others": fit.more_others, "least": LEAST_FOR_INTERCEPT}
    if fit.before is not None:
        values |= {"predicted": f"{100 * fit.before.predicted:.1f}", "observed": f"{100 * fit.before.observed:.1f}"}
        values |= {"ece": f"{fit.before.ece:.3f}", "shift": _shift(fit.before.intercept)}
    if fit.after is not None:
        values |= {"ece_after": f"{fit.after.ece:.3f}", "shift_after": _shift(fit.after.intercept)}
        values |= {"slope": f"{fit.slope:.2f}", "intercept": _shift(fit.intercept)}
    return sentence(f"site_verdict_{fit.verdict.value}", {key: str(value) for key, value in values.items()}, language)


def _shift(log_odds: float) -> str:
    """Log-odds with their sign; what rounds to nothing is no negative."""
    return signed(round(log_odds, 2) + 0.0, "{:+.2f}")


_NAMED = frozenset({URGENT, "admission", "critical"})


def output_name(output: str, language: str = "en") -> str:
    """The output in words; a condition as the window calls it."""
    return sentence(f"site_output_{output}" if output in _NAMED else f"name_condition_{output}", {}, language)


def site_table(site: str, cases: int, fits: Sequence[SiteFit]) -> dict[str, Any]:
    """The ``site_calibration`` of the new bundle: what was fitted, on how many, and what it gained."""
    return {
        "site": site,
        "created": datetime.now(UTC).date().isoformat(),
        "cases": cases,
        "outputs": {fit.output: _fitted(fit) for fit in fits if fit.verdict is Verdict.FITTED},
    }


def _fitted(fit: SiteFit) -> dict[str, Any]:
    assert fit.before is not None and fit.after is not None
    return {
        "slope": fit.slope,
        "intercept": fit.intercept,
        "n": fit.n,
        "events": fit.events,
        "ece": [round(fit.before.ece, 4), round(fit.after.ece, 4)],
        "log_loss": [round(fit.before.log_loss, 4), round(fit.after.log_loss, 4)],
    }


def card(site: str, fits: Sequence[SiteFit]) -> str:
    """Section of the model card on the hospital's calibration."""
    lines = "".join(f"- {fit_sentence(fit)}\n" for fit in fits)
    return (
        f"## Calibrated at {site}\n\nFigures after the fit are of patients left out of it, in ten parts. Only probabilities "
        'are moved: the cut points of the level, the thresholds of the level sets and that of "I don\'t know" stay those of '
        f"the calibration year.\n\n{lines}"
    )
