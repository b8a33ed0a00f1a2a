"""DICOM objects beside the lines of ``assess``: one set a case, and what becomes of a folder or a header at fault."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread

from cdss.cli.assess import assess_input
from cdss.cli.dicom_files import DicomFiles
from cdss.cli.inputs import CaseInput
from cdss.core.errors import CdssError
from cdss.records.assessment import Acuity, Assessment, ModelIdentity, Risk
from cdss.records.attribution import Method
from cdss.records.case import Case
from cdss.records.explanation import Explanation, ImageCam
from cdss.records.film import Film, Window
from cdss.records.film_map import FilmMap

CASE = Case("bed 7/β", chief_complaint="fever")
TOLD = Assessment(
    CASE.case_id, ModelIdentity("tiny", "0", "00"), {}, Acuity(3, (0.1, 0.3, 0.3, 0.2, 0.1)), Risk(4.0, (3.0, 5.0)),
    {"admission": 0.5, "critical": 0.1}, (), {}, {}, {}, {}, (), {},
)  # fmt: skip


def files(folder: Path) -> DicomFiles:
    return DicomFiles(folder, lambda: datetime(2026, 11, 22, tzinfo=UTC))


class Answering:
    """An engine that knows one answer."""

    def assess(self, case: Case) -> Assessment:
        return TOLD


def test_a_case_is_written_under_its_name_and_a_second_one_of_that_name_beside_it(tmp_path):
    made = files(tmp_path / "new" / "folder")
    assert made.save(CASE, TOLD, None) is TOLD
    made.save(CASE, TOLD, None)
    assert sorted(p.name for p in (tmp_path / "new" / "folder").iterdir()) == ["bed-7-β-2-sr.dcm", "bed-7-β-sr.dcm"]
    assert dcmread(tmp_path / "new" / "folder" / "bed-7-β-sr.dcm").PatientID == "bed 7/β"


def test_the_line_is_as_without_it(tmp_path):
    source = CaseInput("x", lambda: CASE)
    plain, filed = (assess_input(Answering(), source, file=f) for f in (None, files(tmp_path).save))
    assert (
        plain["acuity"] == filed["acuity"] and plain["checks"] == filed["checks"] and len(list(tmp_path.iterdir())) == 1
    )


def test_a_case_whose_objects_cannot_be_made_keeps_its_line_with_a_warning(tmp_path):
    broken = replace(TOLD, risk=Risk(float("nan"), (3.0, 5.0)))
    told = files(tmp_path).save(CASE, broken, None)
    assert [found.code for found in told.checks] == ["cli_dicom_failed"]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("failed", "count"), [((), 2), (("image_cam",), 1), (("note_tokens",), 2)])
def test_no_map_is_filed_of_a_method_that_failed_its_test(tmp_path, failed, count):
    film = Film("film.png", np.tile(np.linspace(0, 255, 90, dtype=np.float32), (80, 1)), Window(128.0, 256.0))
    fused = FilmMap(Method.GRAD_CAM, "risk", np.ones((4, 4), np.float32), effect=0.2)
    made = DicomFiles(tmp_path, lambda: datetime(2026, 11, 22, tzinfo=UTC), failed)
    made.save(replace(CASE, films=(film,)), TOLD, Explanation(image_cam=ImageCam({}, {}, fused)))
    assert len(list(tmp_path.iterdir())) == count


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path):
    (tmp_path / "file").write_text("x", encoding="utf-8")
    with pytest.raises(CdssError, match="cannot be written"):
        files(tmp_path / "file")


def test_a_folder_that_goes_away_stops_the_run_in_words(tmp_path):
    made = files(tmp_path / "gone")
    os.rmdir(tmp_path / "gone")  # noqa: PTH106
    with pytest.raises(CdssError, match="gone cannot be written"):
        assess_input(Answering(), CaseInput("x", lambda: CASE), file=made.save)
