"""An archive in DICOM that says little, says no, says too much, or means harm: made of pynetdicom, so that it is always here."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian
from pynetdicom import AE, evt

from cdss.network.archive import open_archive
from cdss.network.dicom_archive import FIND, GET
from cdss.network.errors import Cancelled, NetworkError
from cdss.network.filing import Filing
from cdss.network.nodes import Node, Way
from cdss.network.studies import MAX_OBJECTS, MAX_STUDIES, Found, Query, Series, Study, to_fetch
from cdss.network.waiting import Times
from tests.cdss.network.peers import DCMTK, HERE, finds, free_port, python_peer, series_row, study_row

QUICK = Times(connect_s=5, answer_s=10, search_s=20, fetch_s=20)
WHO = Query(patient_id="p-7741")


def node(port: int, **changed: Any) -> Node:
    return Node(**{"name": "Archive", "host": HERE, "port": port, "title": DCMTK, **changed})


def search(port: int, query: Query = WHO, times: Times = QUICK, **changed: Any) -> Found:
    return open_archive(node(port, **changed), times).search(query, threading.Event())


def refused(port: int, **changed: Any) -> NetworkError:
    with pytest.raises(NetworkError) as said:
        search(port, **changed)
    return said.value


def sends(*films: Any) -> tuple[Any, Any]:
    def handle(event: Any) -> Iterator[Any]:
        yield len(films)
        for film in films:
            yield 0xFF00, film

    return evt.EVT_C_GET, handle


def storing(entity: Any) -> None:
    entity.add_supported_context(
        DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, scu_role=True, scp_role=True
    )


def test_what_the_archive_says_of_a_study_is_what_is_found():
    row = study_row(PatientName="KIM^MINJUN", PatientSex="M", PatientBirthDate="19820304", StudyDescription="Chest PA")
    with python_peer([finds(row, status=0)]) as port:
        found = search(port)
    said = Study("1.2.3", "p-7741", "KIM^MINJUN", "19820304", "M", "20260102", "", "", "Chest PA", ("DX",), 1)
    assert found == Found((said,), False)


def test_nobody_at_the_port_is_said_with_host_and_port():
    port = free_port()
    said = refused(port)
    assert said.code == "pacs_no_answer" and str(port) in str(said) and str(port) in said.words("ko")


def test_a_host_that_there_is_not_does_not_answer():
    assert refused(104, host="no-such-host.invalid").code == "pacs_no_answer"


def test_what_takes_the_connection_and_is_silent_is_no_dicom():
    with socket.create_server((HERE, 0)) as silent:
        said = refused(silent.getsockname()[1], times=Times(connect_s=1, answer_s=1))
    assert said.code == "pacs_no_dicom"


def test_both_titles_that_may_be_wrong_are_told_apart():
    with python_peer([finds()], lambda entity: setattr(entity, "require_called_aet", True)) as port:
        assert refused(port, title="OTHER").code == "pacs_called_refused"
    with python_peer([finds()], lambda entity: setattr(entity, "require_calling_aet", ["SOMEBODY"])) as port:
        said = refused(port)
    assert said.code == "pacs_calling_refused" and "TRIAGELENS" in str(said)


def test_a_full_archive_rejects_and_that_is_said():
    with python_peer([finds()], lambda entity: setattr(entity, "maximum_associations", 1)) as port:
        entity = AE()
        entity.add_requested_context(FIND)
        other = entity.associate(HERE, port)
        assert other.is_established and refused(port).code == "pacs_rejected"
        other.release()


def test_what_an_archive_does_not_offer_is_named(tmp_path):
    with python_peer([finds(study_row())], lambda entity: entity.remove_supported_context(GET)) as port:
        with pytest.raises(NetworkError) as said:
            open_archive(node(port), QUICK).fetch(Study("1.2.3"), Filing(tmp_path), lambda *_: None, threading.Event())
        assert said.value.code == "pacs_not_offered" and "C-GET" in str(said.value)
    with python_peer([finds()], lambda entity: entity.remove_supported_context(FIND)) as port:
        assert "C-FIND" in str(refused(port))


@pytest.mark.parametrize("status", [0xA700, 0xA900, 0xC001])
def test_a_failure_is_said_with_its_status(status):
    with python_peer([finds(status=status)]) as port:
        said = refused(port)
    assert said.code == "pacs_failed" and f"{status:04X}" in str(said)


def test_more_studies_than_can_be_listed_are_called_off_and_said():
    told: list[int] = []

    def endless(event: Any) -> Iterator[tuple[int, Any]]:
        for number in range(10_000):
            told.append(number)
            if event.is_cancelled:
                yield 0xFE00, None
                return
            yield 0xFF00, study_row(StudyInstanceUID=f"1.2.{number + 1}")
            time.sleep(0.001)

    with python_peer([(evt.EVT_C_FIND, endless)]) as port:
        try:
            found = search(port)
            assert len(found.studies) == MAX_STUDIES and found.more
        except NetworkError as error:  # it was slow to stop: then nothing is shown but that
            assert error.code == "pacs_too_many"
    assert len(told) < 10_000


def test_an_archive_that_goes_on_for_ever_is_left():
    rows = [study_row(StudyInstanceUID=f"1.2.{number + 1}") for number in range(3 * MAX_STUDIES)]

    def deaf(event: Any) -> Iterator[tuple[int, Any]]:
        for row in rows:
            yield 0xFF00, row

    with python_peer([(evt.EVT_C_FIND, deaf)]) as port:
        assert refused(port).code == "pacs_too_many"


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_rows_that_are_none_are_left_out_and_letters_that_control_a_screen_are_marked():
    bad = study_row(StudyInstanceUID="../../etc")
    odd = study_row(PatientName="A\x1b[31m\u202eB", StudyDescription="x" * 64, NumberOfStudyRelatedInstances=None)
    odd.SpecificCharacterSet = "ISO_IR 192"
    with python_peer([finds(bad, odd, status=0)]) as port:
        (study,) = search(port).studies
    assert "\x1b" not in study.name and "\u202e" not in study.name and study.name.startswith("A")
    assert study.objects is None


def test_what_a_study_holds_is_asked_of_an_archive_that_does_not_say_it():
    with python_peer([finds(study_row(ModalitiesInStudy=None, NumberOfStudyRelatedInstances=None))]) as port:
        (study,) = search(port).studies
        assert study.modalities == ("DX",) and study.objects == 1
        assert search(port, Query(patient_id="p-7741", modalities=("ECG",))).studies == ()


def test_a_search_that_is_called_off_ends_while_the_archive_still_thinks():
    thinking, stop = threading.Event(), threading.Event()

    def slow(event: Any) -> Iterator[tuple[int, Any]]:
        thinking.set()
        ended.wait(30)
        yield 0x0000, None

    ended = threading.Event()
    with python_peer([(evt.EVT_C_FIND, slow)]) as port:
        caller = threading.Thread(target=lambda: thinking.wait(20) and stop.set())
        caller.start()
        with pytest.raises(Cancelled):
            open_archive(node(port), QUICK).search(WHO, stop)
        caller.join()
        ended.set()


def test_an_archive_that_takes_too_long_is_left_and_that_is_said():
    ended = threading.Event()

    def slow(event: Any) -> Iterator[tuple[int, Any]]:
        ended.wait(30)
        yield 0x0000, None

    with python_peer([(evt.EVT_C_FIND, slow)]) as port:
        said = refused(port, times=Times(connect_s=5, answer_s=30, search_s=0.5))
        ended.set()
    assert said.code == "pacs_timeout"


def test_a_film_is_fetched_and_an_object_of_another_study_is_not_taken(tmp_path, film):
    stranger = film(StudyInstanceUID="1.2.77", SOPInstanceUID="1.2.77.1", PatientID="somebody-else")
    seen: list[Any] = []
    with python_peer([finds(study_row()), sends(film(), stranger)], storing) as port:
        archive = open_archive(node(port), QUICK)
        fetched = archive.fetch(Study("1.2.3"), Filing(tmp_path, 0), lambda *told: seen.append(told), threading.Event())
    assert [path.name for path in fetched.paths] == ["DX-1.2.3.4.5.dcm"] and seen == [(0, 1), (1, 1)]
    assert fetched.reasons == ["network_reason_study"]
    assert [path.name for path in tmp_path.iterdir()] == ["p-7741"]


def test_an_archive_that_sends_more_than_it_said_is_not_taken_from_for_ever(tmp_path, film):
    films = [film(SOPInstanceUID=f"1.2.3.4.{number + 1}") for number in range(MAX_OBJECTS + 2)]
    with python_peer([finds(study_row()), sends(*films)], storing) as port:
        archive = open_archive(node(port), QUICK)
        fetched = archive.fetch(Study("1.2.3"), Filing(tmp_path, 0), lambda *_: None, threading.Event())
    assert len(fetched.paths) == MAX_OBJECTS == len(list(tmp_path.rglob("*.dcm")))
    assert set(fetched.reasons) == {"network_reason_too_many"}


def test_nothing_that_came_is_said_with_its_reason(tmp_path, film):
    with (
        python_peer([finds(study_row()), sends(film())], storing) as port,
        pytest.raises(NetworkError, match="disk is nearly full"),
    ):
        full = Filing(tmp_path, 1 << 62)
        open_archive(node(port), QUICK).fetch(Study("1.2.3"), full, lambda *_: None, threading.Event())
    assert not list(tmp_path.rglob("*.dcm"))


def test_a_listener_of_ones_own_that_cannot_be_had_is_said_before_anything_is_asked(tmp_path):
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]
        sent = node(free_port(), way=Way.MOVE, receive_port=port)
        with pytest.raises(NetworkError, match=f"port {port}"):
            open_archive(sent, QUICK).fetch(Study("1.2.3"), Filing(tmp_path), lambda *_: None, threading.Event())


def test_objects_sent_to_a_listener_that_runs_by_itself_are_counted(tmp_path, film):
    stored: list[str] = []

    def moves(event: Any) -> Iterator[Any]:
        yield HERE, elsewhere
        yield 1
        yield 0xFF00, film()

    def keep(event: Any) -> int:
        stored.append(str(event.request.AffectedSOPInstanceUID))
        return 0

    def also_sending(entity: Any) -> None:
        storing(entity)
        entity.add_requested_context(DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian)

    with (
        python_peer([(evt.EVT_C_STORE, keep)], storing) as elsewhere,
        python_peer([finds(study_row()), (evt.EVT_C_MOVE, moves)], also_sending) as port,
    ):
        fetched = open_archive(node(port, way=Way.MOVE), QUICK).fetch(
            Study("1.2.3"), Filing(tmp_path), lambda *_: None, threading.Event()
        )
    assert stored == ["1.2.3.4.5"] and fetched.elsewhere == 1 and fetched.paths == []


def test_a_study_without_films_and_one_with_too_many_are_not_fetched(tmp_path):
    with pytest.raises(NetworkError, match="no film and no ECG"):
        to_fetch([Series("1.2", "CT", 400)])
    with pytest.raises(NetworkError, match="61 films"):
        to_fetch([Series("1.2", "DX", 60), Series("1.3", "ECG", 1)])
    assert to_fetch([Series("1.2", "CT", 400), Series("1.3", "ECG", 1)]) == (Series("1.3", "ECG", 1),)


def test_series_rows_are_read_as_they_come():
    from cdss.network.dicom_rows import series_of

    assert series_of(series_row(NumberOfSeriesRelatedInstances=3)) == Series("1.2.3.4", "DX", 3)
    assert series_of(series_row(SeriesInstanceUID="")) is None
