"""The listener met by peers: those it was told of, those it was not, and hostile ones."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from pydicom import Dataset
from pydicom.uid import CTImageStorage, ExplicitVRLittleEndian
from pynetdicom import AE
from pynetdicom.sop_class import Verification

from cdss.core.errors import CdssError
from cdss.core.kinds import Modality
from cdss.network.listener import ACCEPTED, Address, Listener
from cdss.readers.case_folder import read_case

TITLE, CALLER = "TRIAGELENS", "CARM1"
Said = list[tuple[str, dict[str, str]]]


@pytest.fixture
def said() -> Said:
    return []


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "watched"
    made.mkdir()
    return made


@pytest.fixture
def listener(folder: Path, said: Said) -> Iterator[Listener]:
    address = Address(TITLE, (CALLER,), port=0)
    made = Listener(address, folder, lambda code, params: said.append((code, dict(params))), max_bytes=1 << 20)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def send(listener: Listener) -> Callable[..., int | None]:
    """Send one object; the status of the answer, None where there was no association."""

    def one(dataset: Dataset, caller: str = CALLER, called: str = TITLE, announced: str | None = None) -> int | None:
        entity = AE(ae_title=caller)
        entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = 10
        entity.add_requested_context(announced or dataset.SOPClassUID, ExplicitVRLittleEndian)
        association = entity.associate("127.0.0.1", listener.port, ae_title=called)
        if not association.is_established:
            return None
        try:
            return association.send_c_store(dataset).get("Status")
        finally:
            association.release()

    return one


def test_a_film_and_an_ecg_are_filed_and_read_as_one_case(send, folder, film, ecg, said):
    assert send(film()) == 0 and send(ecg) == 0
    (case_folder,) = folder.iterdir()
    case = read_case(case_folder)
    assert case.present == (Modality.IMAGE, Modality.ECG) and case.patient.id == "p-7741"
    assert case.films[0].pixels.shape == (80, 80) and case.ecgs[0].signal_mv.shape == (12, 10_000)
    assert said == [("network_filed", {"sender": CALLER})] * 2


def test_it_answers_whether_it_is_there(listener):
    entity = AE(ae_title=CALLER)
    entity.add_requested_context(Verification)
    association = entity.associate("127.0.0.1", listener.port, ae_title=TITLE)
    assert association.send_c_echo().Status == 0
    association.release()


@pytest.mark.parametrize(("caller", "called"), [("OTHER", TITLE), (CALLER, "OTHER"), (CALLER.lower(), TITLE)])
def test_a_peer_that_was_not_named_or_calls_another_is_refused(send, folder, film, said, caller, called):
    assert send(film(), caller, called) is None
    assert not list(folder.iterdir())
    assert said[0] == ("network_rejected", {"sender": caller})


def test_other_kinds_of_object_are_not_taken(send, folder, film):
    assert CTImageStorage not in ACCEPTED
    assert send(film(SOPClassUID=CTImageStorage)) is None
    assert not list(folder.iterdir())


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_an_object_with_a_path_for_a_name_is_refused_and_the_next_is_taken(send, folder, film, said):
    assert send(film(StudyInstanceUID="../..")) == 0xC210
    assert not list(folder.iterdir())
    assert said[0][0] == "network_not_filed" and said[0][1]["reason"] == "network_reason_identifiers"
    assert send(film()) == 0


def test_more_bytes_than_an_object_may_have_end_the_connection(send, folder, film, said):
    large = film(Rows=1500, Columns=1500)
    large.PixelData = b"\0" * (1500 * 1500)
    assert send(large) is None or not list(folder.rglob("*.dcm"))
    assert ("network_too_large", {"limit": "1"}) in said
    assert not list(folder.rglob("*.dcm"))
    assert send(film()) == 0


def test_what_is_no_dicom_leaves_the_listener_as_it_was(listener, send, folder, film):
    with socket.create_connection(("127.0.0.1", listener.port), timeout=10) as raw:
        raw.sendall(b"GET / HTTP/1.1\r\n\r\n" + bytes(range(256)) * 8)
        raw.settimeout(10)
        raw.recv(64)
    assert send(film()) == 0 and len(list(folder.rglob("*.dcm"))) == 1


def test_nobody_is_named_to_the_messages(send, film, said):
    send(film())
    send(film(StudyInstanceUID="bad"))
    assert "p-7741" not in str(said) and "Minjun" not in str(said)


def test_it_listens_on_this_computer_alone_and_no_more_once_stopped(folder, said):
    made = Listener(Address(TITLE, (CALLER,), port=0), folder, lambda *_: None)
    made.start()
    port = made.port
    assert made._server is not None and made._server.server_address[0] == "127.0.0.1"
    made.stop()
    made.stop()
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_a_port_that_is_taken_is_said(listener, folder):
    with pytest.raises(CdssError, match=f"port {listener.port}"):
        Listener(Address(TITLE, (CALLER,), port=listener.port), folder, lambda *_: None).start()


@pytest.mark.parametrize(
    ("title", "callers"),
    [("", ("A",)), ("A" * 17, ("A",)), ("A", ()), ("A", ("B\\C",)), ("A", ("제목",)), ("A", (" ",))],
)
def test_titles_that_are_none_and_nobody_to_take_from_are_refused(title, callers):
    with pytest.raises(CdssError):
        Address(title, callers)


@pytest.mark.skipif(shutil.which("storescu") is None, reason="dcmtk is not installed here")
def test_the_tools_of_dcmtk_are_answered(listener, folder, film, tmp_path, said):
    film().save_as(tmp_path / "film.dcm", enforce_file_format=True)
    place = ["127.0.0.1", str(listener.port)]
    peer = ["-aec", TITLE, "-aet", CALLER]
    assert subprocess.run(["echoscu", *peer, *place], timeout=60, check=False).returncode == 0
    assert (
        subprocess.run(["storescu", *peer, *place, str(tmp_path / "film.dcm")], timeout=60, check=False).returncode == 0
    )
    assert [p.name for p in folder.rglob("*.dcm")] == ["DX-1.2.3.4.5.dcm"]
    stranger = ["storescu", "-aec", TITLE, "-aet", "STRANGER", *place, str(tmp_path / "film.dcm")]
    assert subprocess.run(stranger, timeout=60, capture_output=True, check=False).returncode != 0
    assert ("network_rejected", {"sender": "STRANGER"}) in said


def test_what_is_written_is_what_was_sent(send, folder, film):
    send(film())
    from pydicom import dcmread

    stored = dcmread(BytesIO(next(folder.rglob("*.dcm")).read_bytes()))
    assert stored.file_meta.TransferSyntaxUID == ExplicitVRLittleEndian
    assert stored == film() or {e.tag for e in film()} == {e.tag for e in stored}
