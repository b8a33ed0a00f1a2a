"""Where a received object is put: under its patient, whole, and never outside the folder."""

from __future__ import annotations

import shutil
import tracemalloc
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import Dataset
from pydicom.uid import CTImageStorage

from cdss.network.filing import NOT_UNDERSTOOD, OTHER_OBJECT, OUT_OF_RESOURCES, Filing, NotFiled, folder_name
from tests.fuzz.attacks import deflated_bomb


def content(dataset: Dataset) -> bytes:
    stream = BytesIO()
    dataset.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def file(folder: Path, dataset: Dataset, **options: int) -> Path:
    return Filing(folder, **options).file(content(dataset), dataset.SOPClassUID, dataset.SOPInstanceUID)


def test_film_and_ecg_of_one_patient_meet_in_one_folder(tmp_path, film, ecg):
    one, other = file(tmp_path, film()), file(tmp_path, ecg)
    assert one == tmp_path / "p-7741" / "DX-1.2.3.4.5.dcm"
    assert other.parent == one.parent and other.name.startswith("ECG-")
    assert one.read_bytes() == content(film())
    assert one.stat().st_mode & 0o077 == 0  # readable by this user alone


def test_the_same_object_again_takes_its_own_place(tmp_path, film):
    file(tmp_path, film())
    file(tmp_path, film(ViewPosition="AP"))
    assert [p.name for p in (tmp_path / "p-7741").iterdir()] == ["DX-1.2.3.4.5.dcm"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"PatientID": "P-1"}, {"PatientID": "p-1"}),
        ({"PatientID": "a/b"}, {"PatientID": "a-b"}),
        ({"PatientID": "7", "IssuerOfPatientID": "A"}, {"PatientID": "7", "IssuerOfPatientID": "B"}),
        ({"PatientID": "7"}, {"PatientID": "7", "IssuerOfPatientID": "B"}),
        ({"PatientID": "", "StudyInstanceUID": "1.2"}, {"PatientID": "", "StudyInstanceUID": "1.3"}),
        ({"PatientID": "x" * 64 + "1"}, {"PatientID": "x" * 64 + "2"}),
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_two_patients_never_share_a_folder(film, one, other):
    names = [folder_name(film(**changed)).lower() for changed in (one, other)]
    assert names[0] != names[1]


@pytest.mark.parametrize("number", ["../../etc", "..", ".", "/abs", "a\\b", "con:", "환자 7", "x" * 200, "\0", "a\nb"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_no_number_of_a_patient_leads_out_of_the_folder(tmp_path, film, number):
    target = file(tmp_path, film(PatientID=number))
    assert target.parent.parent == tmp_path and target.is_file()
    assert len(target.parent.name) < 80 and not set(target.parent.name) & set("/\\:\0\n. ")


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"SOPInstanceUID": "../../up"}, NOT_UNDERSTOOD),
        ({"SOPInstanceUID": "1." * 40 + "1"}, NOT_UNDERSTOOD),
        ({"StudyInstanceUID": "no uid"}, NOT_UNDERSTOOD),
    ],
)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_identifiers_that_are_none_are_refused(tmp_path, film, changed, status):
    with pytest.raises(NotFiled) as refused:
        file(tmp_path, film(**changed))
    assert refused.value.status == status and not list(tmp_path.iterdir())


def test_another_object_than_announced_and_bytes_that_are_none_are_refused(tmp_path, film):
    with pytest.raises(NotFiled) as other:
        Filing(tmp_path).file(content(film()), film().SOPClassUID, "1.9.9")
    with pytest.raises(NotFiled) as damaged:
        Filing(tmp_path).file(b"no dicom", film().SOPClassUID, "1.9.9")
    assert (other.value.status, damaged.value.status) == (OTHER_OBJECT, NOT_UNDERSTOOD)
    assert not list(tmp_path.iterdir())


def test_a_disk_that_is_nearly_full_and_a_folder_that_is_gone_are_refused(tmp_path, film):
    free = shutil.disk_usage(tmp_path).free
    with pytest.raises(NotFiled, match="disk_full"):
        file(tmp_path, film(), least_free=2 * free)
    with pytest.raises(NotFiled) as gone:
        file(tmp_path / "gone", film())
    assert gone.value.status == OUT_OF_RESOURCES and not list(tmp_path.iterdir())


def test_a_packed_object_that_would_fill_the_memory_is_refused_before_it_is_unpacked(tmp_path):
    deflated_bomb(tmp_path)
    (bomb,) = tmp_path.iterdir()
    packed = bomb.read_bytes()
    bomb.unlink()
    for take in (Filing(tmp_path, 0).file_unannounced, lambda content: Filing(tmp_path, 0).file(content, "1.2", "1.3")):
        tracemalloc.start()
        try:
            with pytest.raises(NotFiled) as refused:
                take(packed)
            assert tracemalloc.get_traced_memory()[1] < 64 << 20
        finally:
            tracemalloc.stop()
        assert refused.value.status == NOT_UNDERSTOOD
    assert not list(tmp_path.iterdir())


def test_an_object_that_nobody_announced_says_itself_what_it_is(tmp_path, film):
    assert Filing(tmp_path, 0).file_unannounced(content(film())).name == "DX-1.2.3.4.5.dcm"
    with pytest.raises(NotFiled) as refused:
        Filing(tmp_path, 0).file_unannounced(content(film(SOPClassUID=CTImageStorage)))
    assert (refused.value.status, refused.value.code) == (OTHER_OBJECT, "network_reason_kind")


def test_where_one_study_was_asked_for_no_other_is_taken(tmp_path, film):
    filing = Filing(tmp_path, 0, study="1.2.3")
    assert filing.file_unannounced(content(film())).is_file()
    with pytest.raises(NotFiled, match="network_reason_study"):
        filing.file_unannounced(content(film(StudyInstanceUID="1.2.4", PatientID="somebody-else")))
    assert [folder.name for folder in tmp_path.iterdir()] == ["p-7741"]
