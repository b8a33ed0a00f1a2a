"""ICU stays from a tiny copy of the tables: unknown is unknown, implausible is unknown, one pressure where two stand."""

from __future__ import annotations

import gzip
import math

import numpy as np
import pytest

from cdss.nets.vitals_series import SERIES_NAMES
from cdss.training.cohort_icu import AVPU_BY_GCS, FOLDER, MEASUREMENTS, OUTCOMES, chart, icu_split, load_stays

ROWS = """RecordID,Time,Parameter,Value
7,00:00,RecordID,7.0
7,00:00,Age,54.0
7,00:00,Gender,0.0
7,00:00,Weight,-1.0
7,00:30,HR,73.0
7,00:30,NISysABP,147.0
7,00:30,NIDiasABP,65.0
7,00:30,SysABP,120.0
7,00:30,DiasABP,60.0
7,00:30,Urine,900.0
7,26:06,HR,0.0
7,26:06,GCS,14.0
7,26:06,NISysABP,90.0
7,26:06,NIDiasABP,40.0
7,26:06,Temp,-17.8
7,47:00,GCS,3.0
7,47:00,SysABP,60.0
7,47:00,DiasABP,80.0
7,47:00,SaO2,97.0
7,47:00,RespRate,21.0
8,00:00,Age,80.0
8,00:00,Gender,-1.0
8,01:00,HR,100.0
8,02:00,Urine,10.0
9,00:00,Age,60.0
9,00:00,Gender,1.0
9,01:00,Urine,10.0
"""
DEATHS = """RecordID,SAPS-I,SOFA,Length_of_stay,Survival,In-hospital_death
7,6,1,5,-1,1
8,16,8,8,-1,0
9,16,8,8,-1,0
"""


@pytest.fixture(scope="module")
def stays(tmp_path_factory):
    data = tmp_path_factory.mktemp("data")
    (data / FOLDER).mkdir()
    (data / FOLDER / OUTCOMES).write_text(DEATHS)
    with gzip.open(data / FOLDER / MEASUREMENTS, "wt") as table:
        table.write(ROWS)
    return load_stays(data)


def column(stay, name, **options):
    values = chart(stay, **options)[:, SERIES_NAMES.index(name)].tolist()
    return [None if math.isnan(v) else v for v in values]


def test_stays_without_vital_signs_are_left_out(stays):
    assert [stay.record for stay in stays] == [7, 8]


def test_who_the_patient_is(stays):
    first, second = stays
    assert (first.age, first.sex, first.died) == (54.0, 1.0, True)
    assert (second.age, second.died) == (80.0, False) and math.isnan(second.sex)


def test_times_are_hours_since_admission(stays):
    assert stays[0].hours.tolist() == pytest.approx([0.5, 26.1, 47.0])


def test_implausible_values_are_unknown(stays):
    assert column(stays[0], "heart_rate") == [73.0, None, None]
    assert column(stays[0], "temperature_c") == [None, None, None]
    assert column(stays[0], "spo2") == [None, None, 97.0] and column(stays[0], "resp_rate") == [None, None, 21.0]


def test_one_pressure_is_charted_where_two_were_measured(stays):
    """The line at 47 h reads 60/80, which no reader of a chart believes."""
    assert (column(stays[0], "sbp"), column(stays[0], "dbp")) == ([120.0, 90.0, None], [60.0, 40.0, None])
    cuff = {"arterial_first": False}
    assert (column(stays[0], "sbp", **cuff), column(stays[0], "dbp", **cuff)) == (
        [147.0, 90.0, None],
        [65.0, 40.0, None],
    )


def test_coma_scale_becomes_a_level_of_consciousness(stays):
    assert column(stays[0], "consciousness") == [None, 1.0, 4.0]
    assert column(stays[0], "consciousness", levels=AVPU_BY_GCS) == [None, 0.0, 4.0]


def test_stays_are_split_three_ways_and_for_good():
    places = [icu_split(record) for record in range(132539, 136539)]
    shares = {name: places.count(name) / len(places) for name in ("train", "tune", "test")}
    assert shares == pytest.approx({"train": 0.6, "tune": 0.2, "test": 0.2}, abs=0.025)
    assert icu_split(132539) == icu_split(132539)


def test_the_shared_set_has_the_stays_and_deaths_it_is_known_for(shared_data):
    stays = load_stays(shared_data)
    assert (len(stays), sum(stay.died for stay in stays)) == (3946, 553)
    assert float(np.nanmin([stay.age for stay in stays])) >= 15
