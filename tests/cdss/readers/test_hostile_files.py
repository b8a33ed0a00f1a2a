"""Files made to harm: each is refused by its sentence or read without harm, in little memory, and the note beside it stays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from cdss.readers.case_folder import read_case
from tests.fuzz.attacks import ATTACKS
from tests.fuzz.sound import KEPT

pytestmark = pytest.mark.skipif(os.name == "nt", reason="pipes, links and limits of memory are those of POSIX")

REFUSED = {
    "picture_bomb": "film_too_large",
    "deflated_bomb": "file_too_large",
    "huge_dimensions": "film_too_large",
    "wrong_type": "file_unreadable",
    "cut_film": "film_pixels_unreadable",
    "empty_film": "file_empty",
    "laughs": "xml_entities",
    "outside_entity": "xml_entities",
    "nested_document": "xml_too_deep",
    "nested_bundle": "fhir_damaged",
    "many_rows": "file_too_large",
    "short_rows": "file_not_recognised",
    "blanks": "ecg_rate_missing",
    "far_record": "path_outside_folder",
    "endless_record": "file_unreadable",
    "far_link": "path_outside_folder",
    "pipe": "file_unreadable",
    "archive": "file_not_recognised",
    "far_attachment": "path_outside_folder",
}
"""Attack, and the sentence that refuses it."""

READ = {"no_numbers", "infinite_voltage", "mislabelled", "other_letters"}
"""Attacks of which something sound is left to be read."""

LITTLE_MIB = 500

EVERYTHING = """
import json, resource, sys, tempfile, warnings
from pathlib import Path
from cdss.readers.case_folder import read_case
from tests.fuzz.attacks import ATTACKS
import pydicom, wfdb, PIL.Image, cdss.readers.dicom, cdss.readers.ecg_wfdb
warnings.simplefilter("ignore")
found = {}
for name, attack in ATTACKS.items():
    with tempfile.TemporaryDirectory() as home:
        folder = Path(home) / "case"
        folder.mkdir()
        attack(folder)
        room = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize() + LITTLE * 2**20
        resource.setrlimit(resource.RLIMIT_AS, (room, resource.RLIM_INFINITY))
        found[name] = [issue.code for issue in read_case(folder).issues]
        resource.setrlimit(resource.RLIMIT_AS, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(json.dumps(found))
""".replace("LITTLE", str(LITTLE_MIB))


@pytest.fixture
def case_folder(tmp_path: Path) -> Path:
    made = tmp_path / "case"
    made.mkdir()
    (made / "a-note.txt").write_text(KEPT, encoding="utf-8")
    return made


def test_every_attack_has_its_outcome() -> None:
    assert REFUSED.keys() | READ == ATTACKS.keys() and not REFUSED.keys() & READ


@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
@pytest.mark.parametrize("name", sorted(REFUSED))
def test_it_is_refused_by_its_sentence_and_the_note_stays(name: str, case_folder: Path) -> None:
    ATTACKS[name](case_folder)
    case = read_case(case_folder)
    assert REFUSED[name] in {found.code for found in case.issues}
    assert case.note is not None and case.note.text == KEPT
    assert (case.films, case.ecgs, case.vitals) == ((), (), None)


def test_vital_signs_that_are_no_numbers_are_missing(case_folder: Path) -> None:
    ATTACKS["no_numbers"](case_folder)
    vitals = read_case(case_folder).vitals
    assert vitals is not None
    assert [(row.heart_rate, row.sbp, row.spo2) for row in vitals.rows] == [(None, None, 98.0)]


def test_an_infinite_voltage_is_a_gap(case_folder: Path) -> None:
    ATTACKS["infinite_voltage"](case_folder)
    (ecg,) = (case := read_case(case_folder)).ecgs
    assert "ecg_samples_lost" in {found.code for found in case.issues}
    assert ecg.signal_mv.shape == (12, 260) and not (abs(ecg.signal_mv) > 100).any()


def test_a_film_is_a_film_under_any_name(case_folder: Path) -> None:
    ATTACKS["mislabelled"](case_folder)
    (film,) = read_case(case_folder).films
    assert film.pixels.shape == (72, 72)


def test_halves_of_letters_do_not_hide_the_row_before_them(case_folder: Path) -> None:
    ATTACKS["other_letters"](case_folder)
    vitals = read_case(case_folder).vitals
    assert vitals is not None and (vitals.rows[0].heart_rate, vitals.rows[0].sbp) == (80.0, 120.0)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="the limit is set from what Linux tells")
def test_none_of_them_needs_more_than_500_mib(request: pytest.FixtureRequest) -> None:
    """A reader that wants more than that much memory above what was there gets none, and gives another sentence."""
    run = subprocess.run(
        [sys.executable, "-c", EVERYTHING], cwd=request.config.rootpath, capture_output=True, text=True, timeout=200, check=False
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    found = json.loads(run.stdout)
    assert {name: code for name, code in REFUSED.items() if code not in found[name]} == {}
