"""Rates of the ST checks: counted by hand on a few recordings, and on the real ones against the statements themselves."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from cdss.core.paths import model_dir
from cdss.engine.local import LocalEngine
from cdss.evaluation import st_checks
from cdss.evaluation.explanations.patients import ecg_of, recordings
from cdss.evaluation.st_checks import (
    CHANGED,
    FOUND,
    NORMAL,
    PASSED,
    UNCHANGED,
    CheckedEcgs,
    checked_ecgs,
    figures_of,
)
from cdss.records.case import Case

NAN = np.nan


@pytest.fixture(scope="module")
def engine():
    return LocalEngine(model_dir(), "cpu")


def flags(text):
    return np.array([letter == "x" for letter in text])


EIGHT = CheckedEcgs(
    elevated=flags("x......."),
    lowered=flags(".xx..x.."),
    warned=flags("x.x....."),
    changes=np.array([1, 1, 1, 0, 0, 0, 0, NAN], np.float32),
    normal=np.array([0, 0, 0, 1, 1, 0, 1, 1], np.float32),
    ischaemia=flags(".xxx...."),
    women=flags("xx..x..."),
    men=flags("..xx.xx."),
    fold10=flags("x..xx..."),
)


def rates(ecgs):
    return {(m.part, m.name): (m.figure.positives, m.figure.n) for m in figures_of(ecgs)}


def test_each_share_counts_what_its_name_says():
    found = rates(EIGHT)
    assert found["ST elevation", CHANGED] == (1, 3) and found["ST depression", CHANGED] == (2, 3)
    assert found["either check", CHANGED] == (3, 3) and found["either check, as a warning", CHANGED] == (2, 3)
    assert found["either check", UNCHANGED] == (3, 4)  # the one of unknown label is in neither
    assert found["either check", FOUND] == (2, 3) and found["either check", PASSED] == (3, 5)
    assert found["either check", NORMAL] == (0, 4) and found["ST elevation", PASSED] == (4, 5)


def test_women_men_and_the_last_fold_are_counted_apart():
    found = rates(EIGHT)
    assert found["either check, women", CHANGED] == (2, 2) and found["either check, men", CHANGED] == (1, 1)
    assert found["either check, women", UNCHANGED] == (1, 1) and found["either check, men", UNCHANGED] == (2, 3)
    assert found["either check, fold 10 alone", CHANGED] == (1, 1)
    assert found["either check, fold 10 alone", NORMAL] == (0, 2)


def test_the_gap_is_women_minus_men_and_left_out_where_there_is_nobody():
    gap = {m.name: m for m in figures_of(EIGHT) if m.part == "gap by sex, either check"}
    assert gap[UNCHANGED].figure.value == pytest.approx(1 - 2 / 3)
    assert gap[UNCHANGED].split.endswith("women minus men") and gap[FOUND].figure.value == pytest.approx(1 - 1 / 2)
    alone = replace(EIGHT, men=flags("........"))
    assert not [m for m in figures_of(alone) if m.part.startswith("gap")]
    assert rates(alone)["either check, men", CHANGED] == (0, 0)


def test_on_the_last_fold_the_program_does_what_the_statements_say(engine, shared_data, monkeypatch):
    table = recordings(shared_data)
    table = table[table["strat_fold"] == 10]
    monkeypatch.setattr(st_checks, "recordings", lambda folder: table)
    found = checked_ecgs(engine, shared_data)
    codes = table["scp_codes"]
    assert found.fold10.all() and len(found.lowered) == 66
    assert (found.normal == codes.str.contains("'NORM'").to_numpy()).all()
    assert found.ischaemia.tolist() == [any(c in text for c in ("'ISC", "'INJ", "'STD_")) for text in codes]
    assert found.women.sum() == (table["sex"] == 1).sum() and found.men.sum() == (table["sex"] == 0).sum()
    # as the check's own description has it: none of 36, and 7 of 9 of which 3 with a warning
    assert (int(found.normal.sum()), int((found.lowered & (found.normal == 1)).sum())) == (36, 0)
    assert (int(found.ischaemia.sum()), int((found.lowered & found.ischaemia).sum())) == (9, 7)
    assert int((found.warned & found.lowered & found.ischaemia).sum()) == 3
    assert found.warned.sum() < found.either.sum() < 66


def test_a_recording_that_the_guards_set_aside_is_checked_by_nobody(engine, shared_data):
    table = recordings(shared_data)
    row = table[table["scp_codes"].str.contains("'ISC_'") & (table["strat_fold"] == 10)].iloc[0]
    sound = ecg_of(shared_data, row["filename_hr"])
    flat = replace(sound, signal_mv=np.zeros_like(sound.signal_mv))
    assert st_checks._fired(engine, Case("a", ecgs=(sound,)))
    assert st_checks._fired(engine, Case("b", ecgs=(flat,))) == ()
