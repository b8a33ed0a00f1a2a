"""What is made of one check: shares, and the level's errors where it speaks and where it is silent, counted by hand."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.evaluation.disagreement.fired import (
    FIRES,
    FIRES_RIGHT,
    FIRES_WRONG,
    MORE_WRONG,
    WRONG_FIRED,
    WRONG_SILENT,
    Fired,
    fired_figures,
)
from cdss.evaluation.subgroups import FEWEST


def check(fired, given, actual, able=None):
    fired = np.array(fired, bool)
    able = np.ones(len(fired), bool) if able is None else np.array(able, bool)
    return Fired("check", "here", fired, able, np.array(given), np.array(actual))


def figures(one):
    return {m.name: m.figure for m in fired_figures(one)}


def counts(one):
    return {name: (figure.positives, figure.n) for name, figure in figures(one).items()}


def test_right_and_wrong_are_the_two_sides_of_level_2():
    assert check([0] * 4, [1, 2, 3, 3], [2, 3, 5, 2]).wrong.tolist() == [False, True, False, True]


def test_shares_and_errors_by_hand_without_the_visits_of_unknown_level():
    one = check([1, 1, 0, 0, 1], [3, 3, 3, 2, 3], [2, 4, 3, 3, 0])
    assert counts(one) == {
        FIRES: (3, 5),
        FIRES_RIGHT: (1, 2),
        FIRES_WRONG: (1, 2),
        WRONG_FIRED: (1, 2),
        WRONG_SILENT: (1, 2),
    }


def test_a_check_of_calm_levels_is_compared_with_the_silent_calm_visits_alone():
    given, actual = [3, 3, 3, 1, 2], [1, 3, 3, 5, 5]
    calm = [level > 2 for level in given]
    assert counts(check([1, 0, 0, 0, 0], given, actual, calm))[WRONG_SILENT] == (0, 2)
    assert counts(check([1, 0, 0, 0, 0], given, actual))[WRONG_SILENT] == (2, 4)


def test_the_difference_is_loud_minus_silent_and_needs_enough_visits():
    fired = [1] * FEWEST + [0] * (2 * FEWEST)
    actual = [2] * FEWEST + [3] * (2 * FEWEST)
    found = figures(check(fired, [3] * len(fired), actual))[MORE_WRONG]
    assert (found.value, found.n, found.positives) == (1.0, 3 * FEWEST, FEWEST)
    assert MORE_WRONG not in figures(check(fired[1:], [3] * (len(fired) - 1), actual[1:]))


def test_a_check_that_fires_nowhere_has_no_errors_to_tell():
    found = figures(check([0, 0], [3, 2], [2, 2]))
    assert found[WRONG_FIRED].n == 0 and np.isnan(found[WRONG_FIRED].value)
    assert found[WRONG_SILENT].value == pytest.approx(0.5) and found[FIRES].value == 0.0
