"""A soft opacity in a normal film: patches of lung nearly as dense as soft tissue, as in bronchopneumonia, its edge faded.

Its look was chosen by eye, and so that the network answers to it; never by what the maps do.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter, maximum_filter

from cdss.engine.explained.deleted import without_cells
from cdss.engine.explained.film import explain_film
from cdss.engine.explained.subject import Subject
from cdss.evaluation.explanations.patients import SEED, composite, film_of, hosts, unseen_films
from cdss.evaluation.explanations.planted import Hit, Judge, Judgement, Plant, leads, one_by_one
from cdss.nets.image import GRID
from cdss.records.explanation import Explanation
from cdss.records.film import Film
from cdss.records.film_map import FilmMap
from cdss.training.cohort_visits import Visits

FINDING = "pneumonia"

RADIUS = 0.11
"""Where the opacity has half its density, as a share of the film's sides: about 4 cm of an adult's chest film."""

DENSITY = 0.7
"""How far the lung's grey goes to that of soft tissue at the centre: vessels and ribs still shine through."""

GRAIN, GRAIN_SIZE = 0.25, 0.012
"""Standard deviation of the opacity's unevenness, and its size as a share of the film's width."""

SOFT_TISSUE = 80
"""Percentile of the film's grey that soft tissue has: heart, liver and shoulders fill more than a fifth of a chest film."""

SITES: tuple[tuple[float, float], ...] = (
    (0.28, 0.30),
    (0.72, 0.44),
    (0.28, 0.58),
    (0.72, 0.30),
    (0.28, 0.44),
    (0.72, 0.58),
)
"""Across and down, as shares: upper, middle and lower of both lungs; the lung's darkest place close to it is taken."""

REACH = 0.06
"""How far from the site the darkest place is looked for, as a share."""

AROUND = 0.35
"""Share of the film's median grey below which nothing of the body lies."""

PER_FILM = 4
"""Sites of each film, in turn; each film begins one further on."""

CELL = 1.0 / GRID
"""Side of a cell of the network's grid: its map cannot be finer."""


@dataclass(frozen=True, slots=True)
class Place:
    """Centre of an opacity across and down, as shares of the film's sides."""

    across: float
    down: float


def film_plants(visits: Visits, folder: Path) -> Iterator[Plant]:
    """Opacities in every normal film of the test patients, each film given to a visit of 2020 for a cough."""
    films = unseen_films(folder, normal=True)
    rng = np.random.default_rng(SEED)
    rows = hosts(visits, len(films), rng, lambda row: "Cough" in visits.phrases[row])
    for i, (row, name) in enumerate(zip(rows, films, strict=False)):
        film = film_of(folder, name)
        plain = composite(visits, row, film)
        for k in range(PER_FILM):
            place = lung_near(film, *SITES[(i + k) % len(SITES)])
            if place is not None:
                changed = with_opacity(film, place, np.random.default_rng(SEED + i))
                yield Plant(plain, replace(plain, films=(changed,)), judge_at(place))


def lung_near(film: Film, across: float, down: float) -> Place | None:
    """The darkest place within ``REACH`` that is darker than the film's median; None without one, for then no lung is there.

    What is nearly black is air around the body or the border of the film: the opacity keeps clear of it.
    """
    rows, columns = film.pixels.shape
    smooth = gaussian_filter(film.pixels, (0.04 * rows, 0.04 * columns))
    top, left = int((down - REACH) * rows), int((across - REACH) * columns)
    grey = float(np.median(film.pixels))
    smooth[maximum_filter(smooth < AROUND * grey, size=(int(2 * RADIUS * rows), int(2 * RADIUS * columns)))] = np.inf
    window = smooth[top : int((down + REACH) * rows), left : int((across + REACH) * columns)]
    row, column = np.unravel_index(int(window.argmin()), window.shape)
    if window[row, column] >= grey:
        return None
    return Place((left + column + 0.5) / columns, (top + row + 0.5) / rows)


def with_opacity(film: Film, place: Place, rng: np.random.Generator) -> Film:
    """The film (not inverted) with an opacity at ``place``: grey values go to soft tissue's, none gets darker."""
    pixels = film.pixels
    grain = gaussian_filter(rng.normal(size=pixels.shape), GRAIN_SIZE * pixels.shape[1])
    uneven = 1.0 + GRAIN * grain / grain.std()
    density = np.clip(DENSITY * shape_of(place, pixels.shape) * uneven, 0.0, 1.0)
    towards = np.maximum(np.percentile(pixels, SOFT_TISSUE) - pixels, 0.0)
    return replace(film, pixels=np.asarray(pixels + density * towards, np.float32))


def shape_of(place: Place, size: tuple[int, ...]) -> NDArray[np.float64]:
    """1 at the centre, 1/2 at ``RADIUS``, fading outwards [rows, columns]."""
    down, across = ((np.arange(n) + 0.5) / n for n in size)
    squared = ((down[:, None] - place.down) ** 2 + (across[None] - place.across) ** 2) / RADIUS**2
    return np.asarray(np.exp(-np.log(2.0) * squared**1.5))


def judge_at(place: Place) -> Judge:
    """Whether the strongest place of each map is inside the opacity, give or take one cell."""

    def judge(subject: Subject, way: float) -> Judgement:
        cam = explain_film(subject, Explanation())
        assert cam is not None and cam.fused is not None
        finding = cam.film_maps.get(FINDING)
        hits = pointing(cam.fused, place, way), None if finding is None else pointing(finding, place, 1.0)
        outputs = without_cells(subject, one_by_one(GRID * GRID))
        return Judgement(hits, leads(outputs, around(place, GRID, GRID).ravel(), way))

    return judge


def around(place: Place, rows: int, columns: int) -> NDArray[np.bool_]:
    """Which of the cells of a map over the whole film lie in the opacity, give or take one cell [rows, columns]."""
    down, across = (np.arange(rows) + 0.5) / rows, (np.arange(columns) + 0.5) / columns
    return np.asarray(np.hypot(down[:, None] - place.down, across[None] - place.across) <= RADIUS + CELL)


def pointing(shown: FilmMap, place: Place, way: float) -> Hit:
    """The hit of one map, of its highest place (its lowest where ``way`` is -1); a map without one is a miss."""
    values = way * shown.values
    allowed = around(place, *values.shape)
    highest = np.unravel_index(int(values.argmax()), values.shape)
    return Hit(bool(values[highest] > 0.0 and allowed[highest]), float(allowed.mean()))
