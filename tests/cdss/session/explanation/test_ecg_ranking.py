"""The ranking of leads and waves: figures that add up, and words that claim no more than the figures."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS
from cdss.records.explanation import ECG_WAVES, EcgAttribution, EcgPart
from cdss.session.explanation.ecg_ranking import (
    gathered,
    limits_words,
    points_words,
    ranked_leads,
    ranked_waves,
    strongest_words,
)

VALUES = np.zeros((12, 10), np.float32)


def found(parts, base=0.2, value=0.4, other_beats=0):
    return EcgAttribution("acs", VALUES, 500.0, tuple(parts), base, value, 16, 10, other_beats)


def spread(seed=0, waves=ECG_WAVES):
    rng = np.random.default_rng(seed)
    raises, lowers = rng.random((2, 12, len(waves))) ** 4 / 100
    whole = raises.sum() + lowers.sum()
    return [
        EcgPart(lead, wave, raises[i, j], lowers[i, j], (raises[i, j] + lowers[i, j]) / whole)
        for i, lead in enumerate(ECG_LEADS)
        for j, wave in enumerate(waves)
    ]


def st_of(shares, rest=0.0):
    return [
        *(EcgPart(lead, "ST", share / 10, 0.0, share) for lead, share in shares.items()),
        EcgPart("I", "rest", rest, 0, rest),
    ]


@pytest.mark.parametrize("seed", range(20))
def test_shown_figures_add_up_whatever_the_shares(seed):
    this = found(spread(seed))
    for row in (ranked_leads(this), ranked_waves(this), gathered(ranked_leads(this), 4)):
        assert sum(one.percent for one in row) == 100
        assert sum(one.share for one in row) == pytest.approx(1.0)
        assert sum(one.points for one in row) == round(1000 * this.value) - round(1000 * this.base) - round(
            1000 * this.error
        )


def test_the_strongest_lead_comes_first_and_the_weakest_are_joined():
    ranked = ranked_leads(found(spread()))
    assert [one.share for one in ranked] == sorted((one.share for one in ranked), reverse=True)
    few = gathered(ranked, 5)
    assert few[:4] == ranked[:4] and (few[4].code, few[4].count) == ("", 8)
    assert few[4].percent == sum(one.percent for one in ranked[4:])
    assert gathered(ranked, 12) == ranked


def test_a_bar_is_split_by_what_raises_and_what_lowers():
    (one, two) = ranked_leads(found([EcgPart("V2", "ST", 0.03, 0.01, 0.8), EcgPart("V1", "T", 0.0, 0.01, 0.2)]))
    assert (one.code, one.raising, one.points) == ("V2", pytest.approx(0.75), 20)
    assert (two.code, two.raising, two.points) == ("V1", 0.0, -10)


def test_a_wave_that_was_not_found_is_last_and_has_no_share():
    row = ranked_waves(found(spread(waves=("QRS", "ST", "T", "rest"))))
    assert (row[-1].code, row[-1].count, row[-1].percent) == ("P", 0, 0)
    assert [one.count for one in row[:-1]] == [1, 1, 1, 1]
    assert [one.count for one in ranked_waves(found(spread(waves=("",))))] == [0, 0, 0, 0]


def test_nothing_attributed_is_no_bar():
    nothing = found(EcgPart(lead, "", 0.0, 0.0, 0.0) for lead in ECG_LEADS)
    assert ranked_leads(nothing) == ()
    assert strongest_words(nothing) == "The ECG changes this answer nowhere."


def test_the_strongest_wave_and_its_leads_are_said_in_both_languages():
    this = found(st_of({"V2": 0.4, "V3": 0.25, "V4": 0.1}, 0.25))
    assert strongest_words(this) == "Mostly ST of V2 and V3 (65 % of the attribution)."
    assert strongest_words(this, "ko") == "주로 V2 및 V3의 ST (전체 기여의 65 %)."


def test_what_is_spread_is_not_called_mostly():
    this = found(st_of({"V2": 0.2, "V3": 0.15, "V1": 0.1}, 0.1) + [EcgPart("II", "T", 0.0, 0.0, 0.05)] * 9)
    assert strongest_words(this) == "Spread over many leads and waves; strongest: ST of V2, V3 and V1 (45 %)."


def test_without_waves_only_leads_are_said():
    this = found([EcgPart("V2", "", 0.1, 0.0, 0.7), EcgPart("V1", "", 0.1, 0.0, 0.3)])
    assert strongest_words(this) == "The waves could not be told apart; strongest: V2 (70 %)."


def test_missing_waves_other_beats_and_the_error_are_said():
    parts = [EcgPart("II", "QRS", 0.19, 0.0, 0.9), EcgPart("II", "rest", 0.0, 0.01, 0.1)]
    said = limits_words(found(parts, 0.2, 0.4, other_beats=2))
    assert said == (
        "Counted over the first 10 s of every lead, also where the paper shows less of it.",
        "Not found in this recording: P, ST, T. Nothing is said about it.",
        "Beats of another shape, counted with the rest: 2.",
        "Flat line 20.0 %, this ECG 40.0 %; the parts together miss +2.0 percentage points of the change.",
    )


def test_points_have_a_sign_but_for_nothing():
    assert [points_words(p) for p in (12, -4, 0)] == ["+1.2", "\N{MINUS SIGN}0.4", "0.0"]
