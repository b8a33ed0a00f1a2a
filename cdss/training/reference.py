"""The visits that a bundle compares a patient with, and the evidence that tests of such patients may show.

Visits of the training years of NHAMCS, embedded by the bundle's own fusion with note and vital signs. The survey may be used
for statistics and not to find out who somebody was. So no identifier, date, year, exact age or measured value is stored: a
visit has its level, its outcomes, the decade of its age, its sex, the conditions among its diagnoses, its first reasons for
visit in the survey's own words, and vital signs in coarse steps.

The random sample tells rates; further visits of the most urgent level are added, so that there are some to be found.

Each visit is given a film and an ECG donor as in training (``cdss.training.composite``). Donors are tuning recordings: the
encoders never learnt from them, so their evidence is as uncertain as that of a new patient.

What retrieves best, by the 10 nearest of 4,000 visits for 1,500 visits of 2019 (share with the same level / admitted, of the 146
admitted / with the same condition, 151 pairs of visit and condition): chance .357/.103/.025; the numbers and the note that go in
.460/.185/.138; states of the task queries, 64 components, .445/.198/.190; the 17 logits .483/.273/.187; hidden states of the
pooled path, 64 components, .487/.294/.206 (this choice), 16 .485/.286/.203, whitened .472/.264/.199, with the logits
.487/.294/.207. Nearest neighbours by comparing with all 4,300 take .2 ms; an approximate index (HNSW, usearch 2.26.6) took more,
found 92 % of the 50 nearest of random vectors, and would add 58 MB and a second library of kernels to the installation.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from numpy.random import Generator
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch import Tensor

from cdss.bundle.load import open_bundle
from cdss.core.kinds import ECG_FINDINGS, IMAGE_FINDINGS
from cdss.nets.ecg import TOKENS
from cdss.nets.fusion import Inputs
from cdss.nets.image import FILM_SIZE, GRID
from cdss.nets.normalise import normalised
from cdss.nets.reference import COMPLAINTS, REFERENCE, projected
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.nets.vitals_series import SERIES_NAMES
from cdss.training.cohort_ecg import load_ecgs
from cdss.training.cohort_films import film_rows
from cdss.training.cohort_icu import FOLDER, Stay, chart, load_stays
from cdss.training.cohort_visits import Visits, load_visits
from cdss.training.composite import (
    ECG_ELSE,
    ECG_OF,
    FILM_ELSE,
    FILM_OF,
    Donors,
    age_band,
    draw,
    ecg_pools,
    film_pools,
)
from cdss.training.fit_ecg import infer as infer_ecg
from cdss.training.fit_image import film_set
from cdss.training.fit_image import infer as infer_films
from cdss.training.note_vectors import joined, note_vectors

SEED = 37

YEARS = (2016, 2018)
"""First and last training year: later visits calibrate and test the model."""

SAMPLE = 4000
"""Visits drawn at random."""

MORE_URGENT = 300
"""Further visits of level 1, which has about 1 in 100."""

WIDTH = 64
"""Principal components of the hidden states that are kept."""

REASONS = 2
"""Reasons for visit that are told of each; all five of a visit might be told by one person alone."""

POOL = 80
"""Donors of each class of recordings at most."""

STEP = 0.5
"""Step to which the normal scores of vital signs are rounded (standard deviations)."""

AGE_DECADES = 80
"""Ages from here on are one group."""

REPEATED_WITHIN_HOURS = 1.0
"""Longest time between two measurements whose difference counts as a repeat."""

BATCH = 128
Floats = NDArray[np.float32]
Places = NDArray[np.int64]


def write_reference(bundle_dir: Path, data_dir: Path, sample: int = SAMPLE, more: int = MORE_URGENT) -> None:
    """Write ``reference.safetensors`` of the bundle from the sets below ``data_dir``; always the same visits.

    ``sample``: visits drawn at random, ``more``: further visits of level 1.
    ``SHA256SUMS`` is the caller's to write anew (``cdss.bundle.load.write_sums``); it must be right before.
    """
    model = TriageModel(open_bundle(bundle_dir), torch.device("cpu"))
    rng = np.random.default_rng(SEED)
    visits = load_visits(data_dir)
    rows, drawn = chosen(visits, sample, more, rng)
    scores = _scores(visits, rows, model)
    with tempfile.TemporaryDirectory() as folder:
        hidden = hidden_states(model, visits, rows, scores, Path(folder) / "notes.safetensors")
    centre, basis = components(hidden[drawn], WIDTH)
    tables = {
        "embedding": projected(hidden, centre, basis).astype(np.float16),
        "centre": centre,
        "basis": basis,
        "drawn": drawn,
        "vitals": coarse(scores).astype(np.float16),
        "repeat_sd": repeat_sd(load_stays(data_dir)) if (data_dir / FOLDER).is_dir() else np.zeros(len(VITAL_NAMES)),
        **_happened(visits, rows),
        **_films(data_dir, model, visits, rows, rng),
        **_ecgs(data_dir, model, visits, rows, rng),
    }
    told = json.dumps([joined(visits.phrases[row][:REASONS]) for row in rows], ensure_ascii=False)
    stored = {name: np.ascontiguousarray(_narrow(table)) for name, table in tables.items()}
    save_file(stored, bundle_dir / REFERENCE, metadata={COMPLAINTS: told})


def chosen(visits: Visits, sample: int, more: int, rng: Generator) -> tuple[Places, NDArray[np.bool_]]:
    """Rows of the random sample and of the added level 1 visits, shuffled, and which were drawn at random.

    Of visits of ``YEARS`` with a triage level, a reason for visit and at least one vital sign.
    """
    told = np.array([bool(phrases) for phrases in visits.phrases])
    measured = (~np.isnan(visits.vitals)).any(axis=1)
    year = (visits.year >= YEARS[0]) & (visits.year <= YEARS[1])
    usable = rng.permutation(np.flatnonzero(year & (visits.acuity >= 0) & told & measured))
    drawn, others = usable[:sample], usable[sample:]
    added = others[visits.acuity[others] == 0][:more]
    order = rng.permutation(len(drawn) + len(added))
    return np.concatenate([drawn, added])[order], order < len(drawn)


@torch.no_grad()
def hidden_states(model: TriageModel, visits: Visits, rows: Places, scores: Floats, notes: Path) -> Floats:
    """States [n, r] of the fusion for ``rows`` with note and vital signs; note vectors are kept in the file ``notes``."""
    texts = sorted({joined(visits.phrases[row]) for row in rows})
    vectors = note_vectors(notes, model.minilm, model.tokenizer, texts, (model.note_mean, model.note_basis))
    of = [vectors.texts[joined(visits.phrases[row])] for row in rows]
    found = []
    for start in range(0, len(rows), BATCH):
        part, text = rows[start : start + BATCH], of[start : start + BATCH]
        longest = int(vectors.lengths[text].max())
        known = torch.arange(longest)[None] < vectors.lengths[text][:, None]
        note = vectors.tokens[text, :longest].float(), known, vectors.pooled[text]
        found.append(model.hidden(_inputs(model, visits, part, note)))
    return np.concatenate(found)


def _inputs(model: TriageModel, v: Visits, rows: Places, note: tuple[Tensor, Tensor, Tensor]) -> Inputs:
    """Note, vital signs and context of ``rows``; no film and no ECG."""
    n = normalised(v.vitals[rows], v.age[rows], v.sex[rows], v.ambulance[rows], v.history[rows], model.scales)
    vitals, vitals_known, context, context_known = (
        torch.from_numpy(table) for table in (n.vitals, n.vitals_known, n.context, n.context_known)
    )
    image = torch.zeros(len(rows), GRID * GRID, len(IMAGE_FINDINGS))
    ecg = torch.zeros(len(rows), TOKENS, len(ECG_FINDINGS))
    present = torch.tensor([[False, False, True, True]]).expand(len(rows), 4)
    return Inputs(vitals, vitals_known, context, context_known, *note, image, ecg, present)


def components(hidden: Floats, width: int) -> tuple[Floats, Floats]:
    """Mean [r] and the first ``width`` principal directions [r, width] of hidden states, fewer where there are fewer."""
    centre = hidden.mean(axis=0)
    _, _, directions = np.linalg.svd(hidden - centre, full_matrices=False)
    return centre.astype(np.float32), np.ascontiguousarray(directions[:width].T, np.float32)


def coarse(scores: Floats) -> Floats:
    """Normal scores in steps of ``STEP``; NaN stays NaN."""
    return np.asarray(STEP * np.round(scores / STEP), np.float32)


def repeat_sd(stays: tuple[Stay, ...]) -> Floats:
    """Spread [7] of the change between two successive measurements at most ``REPEATED_WITHIN_HOURS`` apart.

    Half the distance of the 16th and 84th percentile over training stays of PhysioNet 2012 set-a, which is the standard
    deviation where changes are normal; in intensive care, so an emergency patient may vary more or less. 0 for pain.
    """
    changes = [_changes(stay) for stay in stays if stay.split == "train"]
    spread = np.zeros(len(VITAL_NAMES), np.float32)
    for place, name in enumerate(VITAL_NAMES):
        if name in SERIES_NAMES:
            found = np.concatenate([change[SERIES_NAMES.index(name)] for change in changes])
            low, high = np.percentile(found, (16, 84)) if len(found) else (0.0, 0.0)
            spread[place] = (high - low) / 2
    return spread


def _changes(stay: Stay) -> list[NDArray[np.float64]]:
    """Short-term changes of each of ``SERIES_NAMES`` in one stay."""
    values, found = chart(stay), []
    for column in values.T:
        known = ~np.isnan(column)
        near = np.diff(stay.hours[known]) <= REPEATED_WITHIN_HOURS
        found.append(np.diff(column[known])[near])
    return found


def _scores(visits: Visits, rows: Places, model: TriageModel) -> Floats:
    """Normal scores of the vital signs [n, 7], NaN where not measured."""
    v = visits
    found = normalised(v.vitals[rows], v.age[rows], v.sex[rows], v.ambulance[rows], v.history[rows], model.scales)
    return np.where(found.vitals_known > 0, found.vitals, np.nan).astype(np.float32)


def _happened(v: Visits, rows: Places) -> dict[str, NDArray[np.generic]]:
    decade = np.minimum(10 * (v.age[rows] // 10), AGE_DECADES)
    return {
        "level": (v.acuity[rows] + 1).astype(np.int8),
        "outcomes": v.outcomes[rows] == 1,
        "conditions": v.conditions[rows] == 1,
        "decade": np.nan_to_num(decade, nan=-1).astype(np.int8),
        "sex": np.nan_to_num(v.sex[rows], nan=-1).astype(np.int8),
    }


def _films(data: Path, model: TriageModel, v: Visits, rows: Places, rng: Generator) -> dict[str, NDArray[np.generic]]:
    """Film donors of ``rows`` and their evidence."""
    films = film_rows(data)
    labels = np.array([film.labels for film in films], np.float32)
    pools = _few(film_pools(labels, np.array([film.split == "tune" for film in films])), rng)
    kept, places = _renumbered(pools)
    few = [films[i] for i in kept]
    sex = np.array([{"F": 1, "M": 0}.get(film.sex, -1) for film in few])
    band = age_band(np.array([np.nan if film.age is None else film.age for film in few], np.float32))
    tokens = infer_films(model.film, film_set(data, few, FILM_SIZE)).tokens.numpy()
    given = draw(v.conditions[rows], v.sex[rows], v.age[rows], Donors(places, sex, band), (FILM_OF, FILM_ELSE), rng)
    return {"film": tokens.astype(np.float16), "film_of": given.astype(np.int16)}


def _ecgs(data: Path, model: TriageModel, v: Visits, rows: Places, rng: Generator) -> dict[str, NDArray[np.generic]]:
    """ECG donors of ``rows`` and their evidence; age and sex are published for few of these recordings."""
    ecgs = load_ecgs(data)
    kept, places = _renumbered(_few(ecg_pools(ecgs.labels, ecgs.split == "tune"), rng))
    tokens = infer_ecg(model.ecg, ecgs.signals[kept]).numpy()
    unknown = np.full(len(kept), -1)
    donors = Donors(places, unknown, unknown)
    given = draw(v.conditions[rows], v.sex[rows], v.age[rows], donors, (ECG_OF, ECG_ELSE), rng)
    return {"ecg": tokens.astype(np.float16), "ecg_of": given.astype(np.int16)}


def _few(pools: Mapping[str, Places], rng: Generator) -> dict[str, Places]:
    return {name: np.sort(rng.permutation(pool)[:POOL]) for name, pool in pools.items()}


def _renumbered(pools: Mapping[str, Places]) -> tuple[Places, dict[str, Places]]:
    """All recordings of ``pools``, and the pools as places among them."""
    kept = np.unique(np.concatenate(list(pools.values())))
    return kept, {name: np.searchsorted(kept, pool) for name, pool in pools.items()}


def _narrow(table: NDArray[np.generic]) -> NDArray[np.generic]:
    """Nothing is stored in double precision."""
    return table.astype(np.float32) if table.dtype == np.float64 else table
