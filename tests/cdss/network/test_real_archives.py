"""Real archives: dcmtk's dcmqrscp and Orthanc searched and fetched from, in every way that they offer."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterator
from datetime import date
from functools import partial

import pytest
from pydicom import Dataset
from pydicom.uid import CTImageStorage

from cdss.core.kinds import Modality
from cdss.network.archive import open_archive
from cdss.network.errors import NetworkError
from cdss.network.filing import Filing
from cdss.network.listener import Address, Listener
from cdss.network.nodes import TITLE, Node, Way
from cdss.network.studies import Query, Study
from cdss.readers.case_folder import read_case
from tests.cdss.network import peers
from tests.cdss.network.conftest import dx_film, stored_ecg

GO_ON = threading.Event()
needs_dcmtk = pytest.param(
    "dcmtk", marks=pytest.mark.skipif(not peers.dcmtk_here(), reason="dcmtk is not installed here")
)
needs_orthanc = pytest.param(
    "orthanc",
    marks=pytest.mark.skipif(peers.orthanc_program() is None, reason="Orthanc with DICOMweb is not installed here"),
)


def content() -> list[Dataset]:
    """A patient with a film and an ECG in one study, another with a film and a Korean name, and one with a CT beside a film."""
    visit = {"StudyDate": "20260102", "StudyTime": "101112", "AccessionNumber": "A1", "StudyDescription": "Chest"}
    suji = {"PatientID": "p-1", "PatientName": "LEE^SUJI=이^수지", "SpecificCharacterSet": "ISO_IR 192"}
    choi = {"PatientID": "p-2", "PatientName": "Choi", "StudyDate": "20251224"}
    ct = dx_film(**choi, Modality="CT", SOPClassUID=CTImageStorage, **_uids("1.2.8", 7))
    other = dx_film(**suji, StudyDate="20260103", **_uids("1.2.9"))
    return [
        dx_film(**visit),
        stored_ecg(**visit, StudyInstanceUID="1.2.3"),
        other,
        dx_film(**choi, **_uids("1.2.8")),
        ct,
    ]


def _uids(study: str, series: int = 1) -> dict[str, str]:
    return {
        "StudyInstanceUID": study,
        "SeriesInstanceUID": f"{study}.{series}",
        "SOPInstanceUID": f"{study}.{series}.1",
    }


@pytest.fixture(scope="module")
def receive_port() -> int:
    return peers.free_port()


@pytest.fixture(scope="module", params=[needs_dcmtk, needs_orthanc])
def nodes(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, receive_port: int
) -> Iterator[list[Node]]:
    """One archive with ``content``, by each of its ways."""
    home = tmp_path_factory.mktemp(request.param)
    if request.param == "dcmtk":
        with peers.dcmqrscp(home, receive_port) as port:
            peers.store(content(), port, peers.DCMTK)
            yield _ways(port, peers.DCMTK, receive_port)
        return
    with peers.orthanc(home, receive_port) as (port, web):
        peers.store(content(), port, peers.ORTHANC)
        url = f"http://{peers.HERE}:{web}/dicom-web/"
        yield [*_ways(port, peers.ORTHANC, receive_port), Node("by the web", Way.WEB, url=url)]


def _ways(port: int, title: str, receive_port: int) -> list[Node]:
    return [
        Node("fetched", Way.GET, peers.HERE, port, title),
        Node("sent", Way.MOVE, peers.HERE, port, title, receive_port=receive_port),
    ]


def _note(seen: list[tuple[int, int | None]], *told: int | None) -> None:
    seen.append(told)  # type: ignore[arg-type]


def search(node: Node, **asked: object) -> tuple[Study, ...]:
    return open_archive(node).search(Query(**asked), GO_ON).studies  # type: ignore[arg-type]


def test_studies_are_found_by_each_field_and_are_told_with_what_they_hold(nodes):
    for node in nodes:
        (study,) = search(node, patient_id="p-7741")
        assert (study.uid, study.name, study.day, study.time, study.accession) == (
            "1.2.3", "Kim^Minjun", "20260102", "101112", "A1",
        )  # fmt: skip
        assert set(study.modalities) == {"DX", "ECG"} and study.objects in (2, None)
        assert search(node, accession="A1") == (study,)
        assert search(node, name="kim") == (study,)
        (suji,) = search(node, name="lee suji")
        assert suji.patient_id == "p-1" and suji.name == "LEE^SUJI=이^수지"
        assert search(node, patient_id="p-7742") == ()


def test_days_and_modalities_narrow_the_search_and_the_newest_stands_first(nodes):
    for node in nodes:
        found = search(node, since=date(2026, 1, 1), until=date(2026, 1, 31))
        assert [study.uid for study in found] == ["1.2.9", "1.2.3"]
        assert [study.uid for study in search(node, since=date(2025, 1, 1), modalities=("ECG",))] == ["1.2.3"]
        assert len(search(node, since=date(2025, 1, 1), modalities=("CR", "DX"))) == 3


def test_a_film_and_an_ecg_are_fetched_and_read_as_one_case(nodes, tmp_path):
    for node in nodes:
        folder = tmp_path / node.way
        seen: list[tuple[int, int | None]] = []
        folder.mkdir()
        (study,) = search(node, patient_id="p-7741")
        fetched = open_archive(node).fetch(study, Filing(folder, 0), partial(_note, seen), GO_ON)
        assert fetched.reasons == [] and len(fetched.paths) == 2 and fetched.elsewhere == 0
        assert [count for count, _ in seen] == [0, 1, 2]
        (case_folder,) = folder.iterdir()
        case = read_case(case_folder)
        assert case.present == (Modality.IMAGE, Modality.ECG) and case.patient.id == "p-7741"
        assert case.films[0].pixels.shape == (80, 80) and case.ecgs[0].signal_mv.shape == (12, 10_000)


def test_of_a_study_with_a_ct_only_the_film_is_fetched(nodes, tmp_path):
    for node in nodes:
        folder = tmp_path / node.way
        folder.mkdir()
        (study,) = search(node, patient_id="p-2")
        fetched = open_archive(node).fetch(study, Filing(folder, 0), lambda *_: None, GO_ON)
        assert [path.name for path in fetched.paths] == ["DX-1.2.8.1.1.dcm"] and fetched.reasons == []


def test_a_title_that_the_archive_does_not_know_is_said(nodes):
    with pytest.raises(NetworkError) as said:
        search(Node("archive", Way.GET, peers.HERE, nodes[0].port, "SOMEBODY"), patient_id="p-1")
    assert said.value.code == "pacs_called_refused" and "SOMEBODY" in str(said.value)


def test_an_archive_that_does_not_know_where_to_send_says_so(nodes, tmp_path):
    node = Node("archive", Way.MOVE, peers.HERE, nodes[0].port, nodes[0].title, own_title="NOBODY")
    with pytest.raises(NetworkError) as said:
        open_archive(node).fetch(Study("1.2.3"), Filing(tmp_path), lambda *_: None, GO_ON)
    assert said.value.code == ("pacs_no_destination" if nodes[0].title == peers.DCMTK else "pacs_broken_off")


@pytest.mark.skipif(not peers.dcmtk_here(), reason="dcmtk is not installed here")
def test_what_dcmtks_tools_find_is_what_is_found_and_what_they_have_sent_is_filed(nodes, receive_port, tmp_path):
    node = nodes[0]
    place = ["-aet", TITLE, "-aec", node.title, peers.HERE, str(node.port)]
    keys = ["-S", "-k", "QueryRetrieveLevel=STUDY", "-k", "StudyInstanceUID", "-k", "PatientID=p-7741"]
    told = subprocess.run(["findscu", *place, *keys], capture_output=True, text=True, timeout=60, check=True)
    (study,) = search(node, patient_id="p-7741")
    assert f"[{study.uid}" in told.stdout + told.stderr
    asked = ["-S", "-aem", TITLE, "-k", "QueryRetrieveLevel=STUDY", "-k", f"StudyInstanceUID={study.uid}"]
    listener = Listener(Address(TITLE, (node.title,), port=receive_port), tmp_path, lambda *_: None)
    listener.start()
    try:
        subprocess.run(["movescu", *asked, *place], timeout=60, check=True)
    finally:
        listener.stop()
    assert sorted(path.name[:3] for path in tmp_path.rglob("*.dcm")) == ["DX-", "ECG"]
