"""What a cap on alerts costs: patients who got worse, of whom a worsening of the model's level was brought up.

No emergency department's vital signs over time are public. The stays are ICU stays (PhysioNet 2012 set-a, held out from
training): their first ``WATCH_HOURS`` hours stand for patients who are watched in the department, charted every hour, without
note, film or ECG. They arrive at random, as many an hour as is asked, and share one budget; what is brought up is decided by
``within_cap``, which decides it in the window too.

A patient got worse whose NEWS2 rose from below 5 to 5 or more, the Royal College of Physicians' threshold of an urgent response
(2017). Counted are those whom the model called level 3 or less urgent in their first hour: the others, most of those who died
among them, are at the top of the list from the beginning, and can hardly rise. Death in hospital is given beside it for all.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.core.kinds import Consciousness
from cdss.evaluation.bedside import NEWS2_MEDIUM
from cdss.evaluation.metrics import Figure, mean_score, share, with_interval
from cdss.nets.triage import TriageModel
from cdss.nets.vitals_series import FEATURES, SERIES_NAMES, Course, course_features
from cdss.records.alert_costs import AlertCost
from cdss.records.vitals import VitalsRow
from cdss.scoring.calibrate import assigned_level, calibrated
from cdss.scoring.news2 import news2
from cdss.scoring.triage_levels import URGENT_LEVEL
from cdss.session.worklist.level_changes import NO_CAP, within_cap
from cdss.training.cohort_icu import Stay, chart
from cdss.training.fit_series import Windows, latest_logits

WATCH_HOURS = 12
"""How long each patient is watched: one shift, the length beyond which the window counts nobody as waiting."""

ARRIVALS = (2, 4, 8)
"""Patients an hour."""

CAPS = (NO_CAP, 8, 4, 2, 1)
"""Alerts an hour at most; the first is no cap."""

ORDERS = 50
"""Random orders of arrival over which is averaged (seed ``SEED``)."""

SEED = 41

PATTERN = "vitals"
"""The calibration of patients of whom vital signs alone are known."""

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

Snapshot = tuple[int, int, Course]
"""A stay by its place, an hour of its watch, and what is known of it then."""


@dataclass(frozen=True, slots=True)
class Change:
    """In a stay the level went from ``before`` to ``after`` at ``hour`` of its watch."""

    stay: int
    hour: int
    before: int
    after: int


@dataclass(frozen=True, slots=True, eq=False)
class Watched:
    """The stays under watch: every change of level, and of each stay [n] whether it ``got_worse``, was ``stable``, ``died``.

    Of whom NEWS2 or the first level make neither worse nor stable, only the alerts count: they use the budget too.
    """

    changes: tuple[Change, ...]
    got_worse: Flags
    stable: Flags
    died: Flags


def watched(model: TriageModel, stays: Sequence[Stay]) -> Watched:
    """The model's level of each stay at the end of every hour, and what became of it."""
    snapshots = [(i, hour, course) for i, stay in enumerate(stays) for hour, course in _hourly(stay)]
    levels = _levels(model, stays, snapshots)
    scores = np.array([_news2(course) for _, _, course in snapshots])
    owner = np.array([i for i, _, _ in snapshots])
    got_worse, stable = np.zeros(len(stays), np.bool_), np.zeros(len(stays), np.bool_)
    for i in np.unique(owner):
        mine = owner == i
        counted = levels[mine][0] > URGENT_LEVEL and scores[mine][0] < NEWS2_MEDIUM
        reached = bool((scores[mine] >= NEWS2_MEDIUM).any())
        got_worse[i], stable[i] = counted and reached, counted and not reached
    died = np.array([stay.died for stay in stays])
    return Watched(tuple(_changes(snapshots, levels)), got_worse, stable, died)


def costs(watch: Watched) -> Iterator[AlertCost]:
    """The table, with 95 % bootstrap intervals over patients: each of ``ARRIVALS`` with each of ``CAPS``."""
    for arrivals in ARRIVALS:
        for cap in CAPS:
            yield _cost(watch, arrivals, cap)


def alerted_without_cap(watch: Watched, who: Flags) -> Figure:
    """Share of the stays ``who`` [n] whose level worsened at all in the watch, with its interval after Wilson."""
    worse = {c.stay for c in watch.changes if c.after < c.before}
    return share([i in worse for i in np.flatnonzero(who)])


def _cost(watch: Watched, arrivals: int, cap: int) -> AlertCost:
    count = len(watch.died)
    rng = np.random.default_rng(SEED)
    alerted, raised, hours = np.zeros(count), 0, count / arrivals
    for _ in range(ORDERS):
        shown = brought_up(watch.changes, rng.uniform(0.0, hours, count), cap)
        raised += len(shown)
        alerted[list({c.stay for c in shown if c.after < c.before})] += 1.0
    alerted /= ORDERS
    figure = with_interval(mean_score, np.ones(int(watch.got_worse.sum())), alerted[watch.got_worse])
    others = float(alerted[watch.stable].mean()) if watch.stable.any() else float("nan")
    return AlertCost(arrivals, cap, raised / ORDERS / hours, figure.value, figure.low, figure.high, others)


def _changes(snapshots: Sequence[Snapshot], levels: NDArray[np.int64]) -> Iterator[Change]:
    """From one hour to the next of the same stay, where vital signs came in between."""
    pairs = zip(snapshots, snapshots[1:], levels.tolist(), levels.tolist()[1:], strict=False)
    for (i, _, old), (j, hour, new), before, after in pairs:
        if i == j and before != after and len(new.hours) > len(old.hours):
            yield Change(i, hour, before, after)


def brought_up(changes: Sequence[Change], arrived: Floats, cap: int) -> list[Change]:
    """Which of the changes are brought up where the stay ``i`` begins at the hour ``arrived[i]``."""
    timed = sorted(((arrived[c.stay] + c.hour, c) for c in changes), key=lambda pair: pair[0])
    recent: deque[tuple[float, Change]] = deque()
    shown = []
    for time, change in timed:
        while recent and recent[0][0] <= time - 1.0:
            recent.popleft()
        if within_cap(change.before, change.after, [(c.before, c.after) for _, c in recent], cap):
            recent.append((time, change))
            shown.append(change)
    return shown


def _hourly(stay: Stay) -> Iterator[tuple[int, Course]]:
    """What is known of the stay at the end of each hour of the watch, from the first in which anything is."""
    values = chart(stay)
    measured = ~np.isnan(values).all(axis=1)
    for hour in range(1, WATCH_HOURS + 1):
        kept = measured & (stay.hours <= hour)
        if kept.any():
            yield hour, Course(stay.hours[kept], values[kept])


def _levels(model: TriageModel, stays: Sequence[Stay], snapshots: Sequence[Snapshot]) -> NDArray[np.int64]:
    """Triage level of each snapshot, as the window gives it to a patient with age, sex and vital signs alone."""
    courses = tuple(course for _, _, course in snapshots)
    owners = [stays[i] for i, _, _ in snapshots]
    windows = Windows(
        features=np.array([_features(course) for course in courses]),
        latest=np.array([_latest(course) for course in courses]),
        age=np.array([stay.age for stay in owners]),
        sex=np.array([stay.sex for stay in owners]),
        died=np.array([float(stay.died) for stay in owners]),
        whole=np.zeros(len(courses), np.bool_),
        courses=courses,
    )
    course = (windows.features * model.series.weight).sum(axis=(1, 2))
    logits = latest_logits(model.fusion, model.scales, windows) + course[:, None] * model.series.effect
    pattern = model.calibration[PATTERN]
    return assigned_level(calibrated(logits, pattern).levels, pattern)


def _features(course: Course) -> Floats:
    """Nothing where there is one set of vital signs only."""
    several = len(np.unique(course.hours)) > 1
    return course_features(course) if several else np.zeros((len(SERIES_NAMES), len(FEATURES)))


def _latest(course: Course) -> Floats:
    known = ~np.isnan(course.values)
    last = len(course.hours) - 1 - np.argmax(known[::-1], axis=0)
    return np.asarray(course.values[last, np.arange(len(SERIES_NAMES))])


def _news2(course: Course) -> float:
    """NEWS2 of the latest values; partial, as the stays' charts have no oxygen: a lower bound. 0 where nothing is scored."""
    values = zip(SERIES_NAMES, _latest(course), strict=True)
    known = {name: float(value) for name, value in values if not np.isnan(value)}
    level = known.pop("consciousness", None)
    row = VitalsRow(**known, consciousness=None if level is None else tuple(Consciousness)[int(level)])  # type: ignore[arg-type]
    return news2(row).value or 0.0
