"""Cases in batches get the answers they get alone, in order, whatever happens to their neighbours."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from cdss.core.errors import EmptyCaseError, EngineError
from cdss.core.kinds import Severity
from cdss.core.paths import demo_dir, model_dir
from cdss.core.result import issue
from cdss.engine.batch import assess_many
from cdss.engine.local import LocalEngine
from cdss.readers.case_folder import read_case
from cdss.records.assessment import Assessment
from cdss.records.case import Case
from cdss.records.film import Film, Window


@pytest.fixture(scope="module")
def engine():
    return LocalEngine(model_dir(), device="cpu", threads=1)


@pytest.fixture(scope="module")
def patients():
    return [read_case(folder) for folder in sorted(demo_dir().iterdir()) if folder.is_dir()]


def film_of(megabytes):
    return Film("film", np.zeros((megabytes, 1 << 18), np.float32), Window(0.5, 1.0))


def described(assessment):
    """The answer as nested dictionaries, conditions by their code; the time it took left out."""
    found = asdict(replace(assessment, timings_ms={}))
    found["conditions"] = {c["code"]: c for c in found["conditions"]}
    return found


def assert_alike(one, other, place="assessment"):
    if isinstance(one, dict):
        assert one.keys() == other.keys(), place
        for key in one:
            assert_alike(one[key], other[key], f"{place}.{key}")
    elif isinstance(one, (list, tuple)):
        assert len(one) == len(other), place
        for i, (a, b) in enumerate(zip(one, other, strict=True)):
            assert_alike(a, b, f"{place}[{i}]")
    elif isinstance(one, float):
        assert other == pytest.approx(one, abs=1e-5), place
    else:
        assert one == other, place


def test_demonstration_patients_and_mixed_parts_get_the_answers_they_get_alone(engine, patients):
    parts = [replace(c, films=(), ecgs=()) for c in patients[:5]]
    parts += [replace(c, note=None, chief_complaint=None) for c in patients[:4]]
    cases = [c for c in (*patients, *parts) if c.present]
    together = list(assess_many(engine, cases, size=len(cases)))
    for case, found in zip(cases, together, strict=True):
        alone = engine.assess(replace(case))
        assert_alike(described(alone), described(found), case.case_id)
        assert found.without.keys() == alone.without.keys()


def test_every_case_has_its_share_of_the_time_of_its_batch(engine, patients):
    found = list(assess_many(engine, patients[:3], size=3))
    assert len({tuple(a.timings_ms.items()) for a in found}) == 1
    times = found[0].timings_ms
    assert list(times) == ["encode", "fuse", "total"]
    assert 0 < times["encode"] + times["fuse"] < times["total"]


def test_refused_and_broken_cases_keep_their_places_and_leave_the_others_alone(engine, patients):
    good = replace(patients[0], films=(), ecgs=())
    blocked = replace(good, issues=(issue("case_empty", Severity.STOP),))
    broken = replace(good, history=(5,))
    unreadable = Case("signs", chief_complaint=" \u3000 ")
    found = list(assess_many(engine, [good, Case("empty"), blocked, good, broken, unreadable, good], size=4))
    kinds = [type(answer) for answer in found]
    assert kinds[:4] == [Assessment, EmptyCaseError, EngineError, Assessment]
    assert isinstance(
        found[4], AttributeError
    )  # a fault of the program, as a number among the words of a history makes one
    assert kinds[5:] == [EmptyCaseError, Assessment]
    assert found[0].risk.score == pytest.approx(found[6].risk.score, abs=1e-5)


class CountingEngine:
    """Knows no batches: refuses the case called ``refused`` and answers the others with their own name."""

    def assess(self, case):
        if case.case_id == "refused":
            raise EngineError("no")
        return case.case_id


def pulled_before_first_answer(cases, size=32):
    """How many cases were taken from their source when the first answer came."""
    taken = []
    answers = assess_many(CountingEngine(), (taken.append(c) or c for c in cases), size)
    next(answers)
    return len(taken)


def test_an_engine_elsewhere_is_asked_one_by_one():
    answers = list(assess_many(CountingEngine(), [Case("a"), Case("refused"), Case("b")], size=2))
    assert [answers[0], answers[2]] == ["a", "b"]
    assert isinstance(answers[1], EngineError)


def test_answers_come_batch_by_batch():
    cases = [Case(str(i)) for i in range(7)]
    assert pulled_before_first_answer(cases, size=3) == 3
    assert pulled_before_first_answer(cases) == 7
    assert list(assess_many(CountingEngine(), [])) == []


def test_large_films_close_a_batch_early():
    cases = [Case(str(i), films=(film_of(40),)) for i in range(4)]
    assert pulled_before_first_answer(cases) == 2
    assert pulled_before_first_answer([replace(c, films=(film_of(1),)) for c in cases]) == 4
