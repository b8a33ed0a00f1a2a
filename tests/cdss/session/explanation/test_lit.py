"""A planted look lights its own film cell, stretch of ECG and vital sign, in its own head, and the way back."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import ECG_LEADS
from cdss.explain.cross_attention import film_zones
from cdss.records.explanation import EcgAttribution
from cdss.records.routing import FullRouting
from cdss.session.explanation.lit import LIT_FROM, Cell, Part, Time, Unit, leading_leads, lit

UNITS, STEP = 5, 10 / 32
VITALS = ("heart_rate", "spo2", "pain")


def routing(film=(), ecg=(), vitals=(), even=0.002):
    """Even attention everywhere; ``film`` (head, unit, row, column), ``ecg`` and ``vitals`` (head, unit, place) stand out."""
    cells = np.full((4, UNITS, 7, 7), even, np.float16)
    times = np.full((4, UNITS, 32), even, np.float16)
    table = {name: np.full((4, UNITS), even, np.float16) for name in VITALS}
    for place in film:
        cells[place] = 0.2
    for place in ecg:
        times[place] = 0.2
    for head, unit, name in vitals:
        table[name][head, unit] = 0.2
    return FullRouting(cells, (0.0, 1.0, 0.0, 1.0), times, 10.0, table, np.zeros(UNITS, np.float16))


PLANTED = routing(film=[(1, 2, 3, 5)], ecg=[(1, 2, 20), (1, 2, 21), (1, 2, 4)], vitals=[(1, 2, "spo2")])


@pytest.mark.parametrize("head", [None, 1])
def test_a_word_lights_the_cell_the_times_and_the_vital_sign_it_looks_at(head):
    found = lit(PLANTED, Unit(2), head)
    assert [(row, column) for row, column, _ in found.cells] == [(3, 5)]
    assert [(start, end) for start, end, _ in found.spans] == [(4 * STEP, 5 * STEP), (20 * STEP, 22 * STEP)]
    assert [name for name, _ in found.vitals] == ["spo2"]
    assert found.words == ((2, 1.0),)


@pytest.mark.parametrize("head", [0, 2, 3])
def test_heads_that_look_evenly_light_nothing(head):
    found = lit(PLANTED, Unit(2), head)
    assert found.cells == () and found.spans == () and found.vitals == ()


def test_another_word_lights_nothing_of_it():
    assert lit(PLANTED, Unit(1), 1).cells == ()


@pytest.mark.parametrize(
    "pointed", [Cell(3, 5), Time(20.5 * STEP), Part("spo2"), Part("film_left_middle"), Part("ecg_segment_3")]
)
@pytest.mark.parametrize(("head", "words"), [(1, [2]), (None, [2]), (0, [])])
def test_what_a_word_looks_at_lights_the_word(pointed, head, words):
    assert [unit for unit, _ in lit(PLANTED, pointed, head).words] == words


def test_strength_is_a_multiple_of_an_even_spread():
    ((_, _, times),) = lit(PLANTED, Unit(2), 1).cells
    assert times == pytest.approx(0.2 / ((48 * 0.002 + 0.2) / 49), rel=1e-3)


def test_just_under_the_limit_stays_dark():
    table = routing()
    even = np.full(49, 1.0)
    for value, shown in ((LIT_FROM - 0.05, 0), (LIT_FROM + 0.05, 1)):
        even[10], even[11] = value, 2.0 - value
        table.film[0, 0] = (even / 49).reshape(7, 7)
        assert len(lit(table, Unit(0), 0).cells) == shown


def test_the_pointed_evidence_itself_is_lit():
    assert lit(PLANTED, Cell(0, 6), None).cells == ((0, 6, 1.0),)
    assert lit(PLANTED, Time(0.1), None).spans == ((0.0, STEP, 1.0),)
    assert lit(PLANTED, Part("ecg_segment_2"), None).spans == ((2.5, 5.0, 1.0),)
    assert lit(PLANTED, Part("heart_rate"), None).vitals == (("heart_rate", 1.0),)


def test_zones_have_the_cells_of_the_table():
    for name, places in film_zones():
        cells = {7 * row + column for row, column, _ in lit(PLANTED, Part(name), None).cells}
        assert cells == set(places.tolist())


def test_past_the_part_that_the_network_read_there_is_nothing():
    assert lit(PLANTED, Time(10.1), None).spans == () and lit(PLANTED, Time(-0.1), None).words == ()


@pytest.mark.parametrize(
    "pointed", [Cell(0, 0), Time(1.0), Part("film_left_upper"), Part("ecg_segment_1"), Part("sbp")]
)
def test_a_missing_modality_lights_nothing(pointed):
    bare = FullRouting(None, (0, 1, 0, 1), None, 10.0, {}, np.zeros(UNITS, np.float16))
    found = lit(bare, pointed, None)
    assert (found.cells, found.spans, found.vitals, found.words) == ((), (), (), ())


def test_leads_come_from_the_attribution_of_each_stretch_whatever_its_sign():
    values = np.zeros((12, 5000), np.float32)
    values[ECG_LEADS.index("V2"), 10], values[ECG_LEADS.index("V3"), 20] = -0.9, 0.5
    values[ECG_LEADS.index("aVF"), 4000] = 0.3
    found = dict(leading_leads(EcgAttribution("risk", values, 500.0)))
    assert found["ecg_segment_1"] == ("V2", "V3") and found["ecg_segment_4"] == ("aVF",)
    assert found["ecg_segment_2"] == found["ecg_segment_3"] == ()
