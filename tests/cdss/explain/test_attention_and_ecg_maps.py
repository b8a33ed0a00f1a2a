"""The map of words x evidence: what is shown adds up and lies where it belongs."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.core.kinds import MODALITIES, Modality
from cdss.explain.cross_attention import MOST_WORDS, cross_attention, evidence_groups, film_zones, full_routing
from cdss.nets.image import GRID
from cdss.nets.vitals_input import VITAL_NAMES
from cdss.records.attribution import Method
from cdss.records.explanation import NoteUnit
from cdss.records.film_map import FilmMap

ALL = evidence_groups(MODALITIES, VITAL_NAMES)


def units(count):
    return [NoteUnit(f"w{i}", ((0, 1),), (i,), 0.0) for i in range(count)]


def received(pieces=6):
    return np.ones(pieces)


def routing(pieces=6, seed=0):
    return np.random.default_rng(seed).random((4, pieces, 88)).astype(np.float32) / 100


# groups ------------------------------------------------------------------------------------------------------------------


def test_groups_cover_every_place_once():
    places = np.concatenate([places for _, places in ALL])
    assert sorted(places) == list(range(49 + 32 + 7))
    names = [name for name, _ in ALL]
    assert len(set(names)) == len(names) == 6 + 4 + 7


@pytest.mark.parametrize(("row", "column"), [(0, 0), (0, 6), (2, 4), (3, 1), (6, 6), (6, 0), (4, 3)])
def test_zones_are_named_as_the_film_map_names_them(row, column):
    cam = np.zeros((GRID, GRID), np.float32)
    cam[row, column] = 1
    (zone,) = [name for name, cells in film_zones() if row * GRID + column in cells]
    assert zone == f"film_{FilmMap(Method.GRAD_CAM, 'risk', cam).peak.zone}"


def test_segments_of_the_ecg_follow_in_time():
    parts = [places for name, places in ALL if name.startswith("ecg_segment")]
    assert [len(p) for p in parts] == [8, 8, 8, 8]
    assert np.concatenate(parts).tolist() == list(range(49, 81))


@pytest.mark.parametrize("gone", list(Modality)[:3])
def test_a_missing_modality_has_no_columns(gone):
    names = [name for name, _ in evidence_groups([m for m in MODALITIES if m is not gone], VITAL_NAMES)]
    prefix = {Modality.IMAGE: "film_", Modality.ECG: "ecg_segment", Modality.VITALS: VITAL_NAMES}[gone]
    assert not any(name.startswith(prefix) for name in names)
    assert len(names) == 17 - {Modality.IMAGE: 6, Modality.ECG: 4, Modality.VITALS: 7}[gone]


def test_only_measured_vitals_have_a_column_at_their_own_place():
    groups = evidence_groups([Modality.VITALS, Modality.NOTE], ["spo2", "heart_rate"])
    assert [(name, places.tolist()) for name, places in groups] == [("spo2", [81 + 4]), ("heart_rate", [81])]


# map ---------------------------------------------------------------------------------------------------------------------


def test_rows_sum_to_one_in_every_head():
    found = cross_attention(routing(), received(), [(1,), (2, 3), (4,)], units(3), ALL[:10], range(3))
    assert found.weights.shape == (4, 3, 10) and found.weights.dtype == np.float32
    assert found.weights.sum(axis=-1) == pytest.approx(np.ones((4, 3)), abs=1e-5)
    assert found.words == ("w0", "w1", "w2") and found.evidence == tuple(name for name, _ in ALL[:10])


def test_a_word_is_the_mean_of_its_pieces_and_a_column_the_sum_of_its_places():
    table = np.zeros((1, 4, 88), np.float32)
    table[0, 1, 0], table[0, 2, 1], table[0, 2, 81] = 0.2, 0.2, 0.4  # two cells of one zone, and the heart rate
    found = cross_attention(table, received(4), [(1, 2)], units(1), ALL, ())
    row = dict(zip(found.evidence, found.weights[0, 0].tolist(), strict=True))
    assert row["film_right_upper"] == pytest.approx(0.5) and row["heart_rate"] == pytest.approx(0.5)
    assert sum(row.values()) == pytest.approx(1.0)


def test_the_words_that_the_output_looks_at_most_are_shown_in_reading_order():
    looked = np.array([i % 7 + 0.01 * i for i in range(26)])
    pieces = [(i,) for i in range(24)] + [(24, 25)]
    found = cross_attention(routing(30), looked, pieces, units(25), ALL, range(25))
    places = [int(word[1:]) for word in found.words]
    assert len(places) == MOST_WORDS and places == sorted(places)
    assert 24 in places  # 3.24 and 4.25: a word has what all its pieces receive
    of_units = [*looked[:24], looked[24:].sum()]
    least = min(of_units[i] for i in places)
    assert all(of_units[i] <= least for i in range(25) if i not in places)


@pytest.mark.parametrize(
    ("clinical", "rows"),
    [
        (range(0, 25, 2), [6, 8, 10, 12, 14, 16, 18, 20, 22, 24]),  # ten of thirteen: those looked at most
        (range(0, 14, 2), [0, 2, 4, 6, 8, 10, 12]),  # enough: none without a meaning
        ((1, 3), [1, 3, 21, 22, 23, 24]),  # too few: others beside them
    ],
    ids=["many", "enough", "few"],
)
def test_words_without_a_clinical_meaning_are_rows_only_where_there_are_too_few_with_one(clinical, rows):
    pieces = [(i,) for i in range(25)]
    found = cross_attention(routing(30), np.arange(25.0), pieces, units(25), ALL, clinical)
    assert list(found.units) == rows


def test_a_word_that_attends_to_nothing_is_an_empty_row_and_not_a_division_by_zero():
    found = cross_attention(np.zeros((4, 3, 88), np.float32), received(3), [(1,)], units(1), ALL, ())
    assert not found.weights.any()


@pytest.mark.parametrize(("words", "groups"), [((), ALL), (units(1), ())])
def test_without_words_or_evidence_there_is_no_map(words, groups):
    assert cross_attention(routing(), received(), [(1,)] * len(words), words, groups, ()) is None


# full routing ------------------------------------------------------------------------------------------------------------

BOX = (0.1, 0.9, 0.0, 1.0)


def planted(*places, pieces=4, piece=1, weight=0.5):
    table = np.zeros((4, pieces, 88), np.float32)
    table[2, piece, list(places)] = weight
    return table


def test_a_planted_look_lies_in_its_cell_time_and_vital_sign_of_its_head():
    table = planted(3 * 7 + 5, 49 + 20, 81 + 4)
    found = full_routing(table, [(0,), (1,)], np.zeros(4), ALL, BOX)
    assert np.argwhere(found.film).tolist() == [[2, 1, 3, 5]]
    assert np.argwhere(found.ecg).tolist() == [[2, 1, 20]]
    assert {name: w.nonzero()[0].tolist() for name, w in found.vitals.items() if w.any()} == {"spo2": [2]}
    assert found.film_box == BOX and found.ecg_seconds == 10.0


def test_a_unit_is_the_mean_of_what_its_pieces_look_at_and_the_sum_of_what_looks_at_them():
    found = full_routing(planted(0, piece=2), [(1, 2)], np.array([0.0, 0.1, 0.2, 0.4]), ALL, BOX)
    assert found.film[2, 0, 0, 0] == pytest.approx(0.25)
    assert found.received.tolist() == pytest.approx([0.3], abs=1e-3)


def test_no_place_of_a_missing_modality_is_kept():
    groups = evidence_groups([Modality.VITALS, Modality.NOTE], ["spo2"])
    found = full_routing(planted(81), [(1,)], np.zeros(4), groups, BOX)
    assert found.film is None and found.ecg is None and set(found.vitals) == {"spo2"}


def test_the_full_routing_of_a_long_note_is_small():
    found = full_routing(np.zeros((4, 130, 88), np.float32), [(i,) for i in range(128)], np.zeros(130), ALL, BOX)
    parts = (found.film, found.ecg, *found.vitals.values(), found.received)
    assert sum(part.nbytes for part in parts) < 100_000
