"""A report in the form that ``cdss evaluate`` writes, of as many figures as a test wants."""

from __future__ import annotations

import pytest

from cdss.evaluation.anchors import beside_ours
from cdss.evaluation.explanations.verdicts import verdicts
from cdss.evaluation.floors import judged
from cdss.evaluation.report import COMMAND
from cdss.evaluation.sections import SECTIONS

SECTION_OF = {"ECG": "ecg", "Film": "film", "Note + vitals": "visits"}


@pytest.fixture
def figure():
    """Makes one line of the report, with an interval of 0.02 either side."""

    def make(part, name, value, split="test patients", n=100, section=None):
        ci = [None, None] if value is None else [round(value - 0.02, 4), round(value + 0.02, 4)]
        place = section or SECTION_OF.get(part, "patterns")
        line = {"part": part, "name": name, "value": value, "ci": ci, "n": n, "positives": 40, "split": split}
        return {**line, "section": place}

    return make


@pytest.fixture
def report():
    """Makes a report of figures and curves."""

    def make(*figures, curves=(), **more):
        model = {
            "name": "cdss-triage",
            "version": "1.2.3",
            "sha256": "a" * 64,
            "weights_sha256": "b" * 64,
            "intended_use": "For use by <tests>.",
            "limits": ["No STEMI claim.", "One hospital & no other."],
            "training_data": [{"name": "Visits", "n": 12, "licence": "free", "credit": "nobody"}],
        }
        used = {f["section"] for f in figures}
        sections = [s for s in SECTIONS if s.key in used]
        fields = ("key", "title", "words", "in_card")
        return {
            "schema": "cdss.report/1",
            "model": model,
            "seed": 20,
            "resamples": 500,
            "command": COMMAND,
            "data": [{"file": "nhamcs/visits.csv", "sha256": "c" * 64, "n": 12}],
            "sections": [{key: getattr(s, key) for key in fields} for s in sections],
            "figures": list(figures),
            "curves": list(curves),
            "floors": judged(figures),
            "explanations": verdicts(judged(figures)),
            "anchors": beside_ours(figures),
            "timing": {
                "evaluation_seconds": {"ecg": 3.2},
                "benchmark": [{"name": "assess: all", "value": 87.654, "unit": "ms", "n": 5}],
            },
            **more,
        }

    return make
