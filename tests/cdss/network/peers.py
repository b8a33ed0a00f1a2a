"""Archives to speak to: dcmtk's dcmqrscp and Orthanc where Debian's packages are installed, and peers made of pynetdicom."""

from __future__ import annotations

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydicom import Dataset
from pydicom.uid import ExplicitVRLittleEndian
from pynetdicom import AE, evt

from cdss.network.dicom_archive import FIND, GET, MOVE
from cdss.network.nodes import TITLE

HERE = "127.0.0.1"
DCMTK, ORTHANC = "ARCHIVE", "ORTHANC"
WEB_PLUGIN = Path("/usr/share/orthanc/plugins/libOrthancDicomWeb.so")
LONGEST_S = 60


def dcmtk_here() -> bool:
    return all(shutil.which(name) for name in ("dcmqrscp", "storescu", "findscu", "movescu"))


def orthanc_program() -> str | None:
    return (
        shutil.which("Orthanc", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
        if WEB_PLUGIN.exists()
        else None
    )


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind((HERE, 0))
        return int(asked.getsockname()[1])


def store(films: Sequence[Dataset], port: int, title: str) -> None:
    """Put ``films`` into the archive at ``port``."""
    entity = AE(ae_title=TITLE)
    entity.acse_timeout = entity.dimse_timeout = entity.network_timeout = LONGEST_S
    for kind in {film.SOPClassUID for film in films}:
        entity.add_requested_context(kind, ExplicitVRLittleEndian)
    association = entity.associate(HERE, port, ae_title=title)
    assert association.is_established
    for film in films:
        assert association.send_c_store(film).Status == 0
    association.release()


@contextmanager
def dcmqrscp(home: Path, receive_port: int) -> Iterator[int]:
    """The archive of dcmtk, which sends to this program at ``receive_port``; its port."""
    port, kept = free_port(), home / "kept"
    kept.mkdir()
    lines = [f"NetworkTCPPort = {port}", "MaxPDUSize = 16384", "MaxAssociations = 8"]
    lines += ["HostTable BEGIN", f"us = ({TITLE}, {HERE}, {receive_port})", "HostTable END"]
    lines += ["VendorTable BEGIN", "VendorTable END"]
    lines += ["AETable BEGIN", f"{DCMTK} {kept} RW (200, 64mb) ANY", "AETable END"]
    settings = home / "dcmqrscp.cfg"
    settings.write_text("\n".join([*lines, ""]), encoding="ascii")
    with _running(["dcmqrscp", "-c", str(settings)], home, [port]):
        yield port


@contextmanager
def orthanc(home: Path, receive_port: int) -> Iterator[tuple[int, int]]:
    """An Orthanc with its DICOMweb plugin, which sends to this program at ``receive_port``; its ports, DICOM and HTTP."""
    program, port, web = orthanc_program(), free_port(), free_port()
    assert program is not None
    (home / "kept").mkdir()
    settings = {
        "StorageDirectory": str(home / "kept"),
        "IndexDirectory": str(home / "kept"),
        "HttpPort": web,
        "DicomPort": port,
        "DicomAet": ORTHANC,
        "DicomCheckCalledAet": True,
        "RemoteAccessAllowed": False,
        "AuthenticationEnabled": False,
        "DefaultEncoding": "Utf8",
        "DicomModalities": {"us": [TITLE, HERE, receive_port]},
        "Plugins": [str(WEB_PLUGIN)],
        "DicomWeb": {"Enable": True, "Root": "/dicom-web/"},
    }
    (home / "orthanc.json").write_text(json.dumps(settings), encoding="ascii")
    with _running([program, str(home / "orthanc.json")], home, [port, web]):
        yield port, web


@contextmanager
def _running(command: list[str], home: Path, ports: list[int]) -> Iterator[None]:
    """``command`` from when it listens on all ``ports`` until the end of the block."""
    with (home / "log.txt").open("wb") as log, subprocess.Popen(command, stdout=log, stderr=log, cwd=home) as process:
        try:
            until = time.monotonic() + LONGEST_S
            while not all(map(_listens, ports)):
                assert process.poll() is None and time.monotonic() < until, (home / "log.txt").read_text("utf-8")
                time.sleep(0.05)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _listens(port: int) -> bool:
    try:
        socket.create_connection((HERE, port), timeout=1).close()
    except OSError:
        return False
    return True


Handlers = Sequence[tuple[Any, Callable[..., Any]]]


@contextmanager
def python_peer(handlers: Handlers, change: Callable[[AE], object] = lambda _: None) -> Iterator[int]:
    """A peer that answers C-FIND, C-GET and C-MOVE with ``handlers``; its port."""
    entity = AE(ae_title=DCMTK)
    for abstract in (FIND, GET, MOVE):
        entity.add_supported_context(abstract)
    change(entity)
    server = entity.start_server((HERE, 0), block=False, evt_handlers=list(handlers))
    try:
        yield int(server.server_address[1])
    finally:
        server.shutdown()


def finds(*answers: Dataset, status: int | None = None) -> tuple[Any, Callable[..., Any]]:
    """A handler of C-FIND: series for the level of series, else ``answers``; then ``status`` where one is given."""

    def handle(event: Any) -> Iterator[tuple[int, Dataset | None]]:
        for answer in [series_row()] if event.identifier.QueryRetrieveLevel == "SERIES" else answers:
            if event.is_cancelled:
                yield 0xFE00, None
                return
            yield 0xFF00, answer
        if status is not None:
            yield status, None

    return evt.EVT_C_FIND, handle


def study_row(**changed: Any) -> Dataset:
    """An answer about the study of the film."""
    row = Dataset()
    told = {"QueryRetrieveLevel": "STUDY", "StudyInstanceUID": "1.2.3", "PatientID": "p-7741", "StudyDate": "20260102"}
    for keyword, value in (told | {"ModalitiesInStudy": "DX", "NumberOfStudyRelatedInstances": 1} | changed).items():
        setattr(row, keyword, value)
    return row


def series_row(**changed: Any) -> Dataset:
    """An answer about its series."""
    row = Dataset()
    told = {"QueryRetrieveLevel": "SERIES", "StudyInstanceUID": "1.2.3", "SeriesInstanceUID": "1.2.3.4"}
    for keyword, value in (told | {"Modality": "DX", "NumberOfSeriesRelatedInstances": 1} | changed).items():
        setattr(row, keyword, value)
    return row
