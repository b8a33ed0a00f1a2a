"""An archive by DICOMweb that is well, that says no, that sends elsewhere, and that means harm: a small server of its own."""

from __future__ import annotations

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydicom import Dataset
from pydicom.uid import CTImageStorage

from cdss.network.archive import open_archive
from cdss.network.errors import Cancelled, NetworkError
from cdss.network.filing import Filing
from cdss.network.nodes import Node, Way
from cdss.network.studies import MAX_STUDIES, Found, Query, Study
from cdss.network.waiting import Times
from tests.cdss.network.peers import HERE, free_port

QUICK = Times(connect_s=5, answer_s=10, search_s=20, fetch_s=20)
WHO = Query(patient_id="p-7741")
JSON = {"Content-Type": "application/dicom+json"}
OBJECTS = {"Content-Type": 'multipart/related; type="application/dicom"; boundary=b'}
Reply = tuple[int, dict[str, str], bytes]
Answering = Callable[[str], Reply]


@contextmanager
def server(answering: Answering, trust: ssl.SSLContext | None = None) -> Iterator[int]:
    """A server that answers what ``answering`` gives for the path of a request; its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, headers, content = answering(self.path)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers:
                self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, *_: object) -> None:
            pass

    made = Quiet((HERE, 0), Handler)
    if trust is not None:
        made.socket = trust.wrap_socket(made.socket, server_side=True)
    thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield made.server_address[1]
    finally:
        made.shutdown()
        thread.join()
        made.server_close()


def node(port: int, scheme: str = "http", **changed: Any) -> Node:
    return Node("Archive", Way.WEB, url=f"{scheme}://{HERE}:{port}/dicom-web/", **changed)


def search(port: int, query: Query = WHO, times: Times = QUICK, **changed: Any) -> Found:
    return open_archive(node(port, **changed), times).search(query, threading.Event())


def refused(answering: Answering, **changed: Any) -> NetworkError:
    with server(answering) as port, pytest.raises(NetworkError) as said:
        search(port, **changed)
    return said.value


def fetch(port: int, folder: Path, stop: threading.Event | None = None, seen: list[Any] | None = None) -> Any:
    told = seen if seen is not None else []
    archive = open_archive(node(port), QUICK)
    return archive.fetch(Study("1.2.3"), Filing(folder, 0), lambda *one: told.append(one), stop or threading.Event())


def row(**tags: Any) -> dict[str, Any]:
    known: dict[str, Any] = {"0020000D": "1.2.3", "00100020": "p-7741", "00080020": "20260102", "00080061": "DX"}
    return {tag: {"vr": "LO", "Value": [value]} for tag, value in (known | tags).items()}


def found(*rows: Any) -> Answering:
    return lambda _: (200, JSON, json.dumps(rows).encode())


def sending(*contents: bytes, **headers: str) -> Answering:
    """One series of films, then ``contents`` as its objects."""
    series = {"0020000E": "1.2.3.4", "00080060": "DX", "00201209": len(contents)}

    def answer(path: str) -> Reply:
        if urlsplit(path).path.endswith("/series"):
            return 200, JSON, json.dumps([row(**series)]).encode()
        parts = (b"--b\r\nContent-Type: application/dicom\r\n\r\n" + content + b"\r\n" for content in contents)
        return 200, OBJECTS | headers, b"".join(parts) + b"--b--\r\n"

    return answer


def file_of(dataset: Dataset) -> bytes:
    stream = BytesIO()
    dataset.save_as(stream, enforce_file_format=True)
    return stream.getvalue()


def test_a_study_is_found_with_what_is_said_of_it_and_only_what_was_asked_goes_out():
    asked: list[str] = []
    name = {"Alphabetic": "KIM^MINJUN", "Ideographic": "金^民俊"}

    def answer(path: str) -> Reply:
        asked.append(path)
        return found(row(**{"00100010": name, "00201208": 2}))(path)

    with server(answer) as port:
        result = search(port)
    (study,) = result.studies
    assert (study.name, study.modalities, study.objects) == ("KIM^MINJUN=金^民俊", ("DX",), 2) and not result.more
    (path,) = asked
    assert urlsplit(path).path == "/dicom-web/studies"
    assert set(parse_qs(urlsplit(path).query)) == {"00100020", "limit", "includefield"}


def test_the_name_is_tried_in_capitals_until_there_is_an_answer():
    asked: list[str] = []

    def answer(path: str) -> Reply:
        asked.append(parse_qs(urlsplit(path).query)["00100010"][0])
        return found(row())(path) if asked[-1] == "KIM*" else (204, {}, b"")

    with server(answer) as port:
        assert len(search(port, Query(name="kim")).studies) == 1
    assert asked == ["kim*", "KIM*"]


def test_one_more_than_can_be_listed_is_said():
    many = [row(**{"0020000D": f"1.2.{number}"}) for number in range(1, MAX_STUDIES + 2)]
    with server(found(*many)) as port:
        result = search(port)
    assert len(result.studies) == MAX_STUDIES and result.more


@pytest.mark.parametrize(
    "rows",
    [
        [None, 3, [], {}, {"0020000D": None}, {"0020000D": {"Value": "1.2"}}, {"0020000D": {"Value": [{}]}}],
        [row(**{"0020000D": "../../etc/passwd"}), row(**{"0020000D": "1.2" * 40})],
    ],
)
def test_rows_that_are_none_are_left_out(rows):
    with server(found(*rows)) as port:
        assert search(port).studies == ()


@pytest.mark.parametrize("content", [b"<html>", b"{}", b"[" * 100_000, b"\xff\xfe", b'"a"'])
def test_an_answer_that_is_no_list_is_said(content):
    assert refused(lambda _: (200, JSON, content)).code == "pacs_no_web"


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (401, "pacs_forbidden"),
        (403, "pacs_forbidden"),
        (404, "pacs_missing"),
        (500, "pacs_failed"),
        (206, "pacs_failed"),
    ],
)
def test_a_refusal_is_said_by_what_it_is(status, code):
    assert refused(lambda _: (status, {}, b"")).code == code


def test_nobody_at_the_port_is_said():
    with pytest.raises(NetworkError) as said:
        search(free_port())
    assert said.value.code == "pacs_no_answer"


def test_what_is_no_web_server_is_said():
    with socket.create_server((HERE, 0)) as other:
        thread = threading.Thread(target=lambda: other.accept()[0].sendall(b"220 smtp\r\n\r\n"))
        thread.start()
        with pytest.raises(NetworkError) as said:
            search(other.getsockname()[1])
        thread.join()
    assert said.value.code in ("pacs_no_web", "pacs_no_answer")


def test_another_host_is_never_gone_to_and_the_same_one_only_so_often():
    gone: list[str] = []

    def note(path: str) -> Reply:
        gone.append(path)
        return found(row())(path)

    with server(note) as other:
        for there in (f"http://{HERE}:{other}/x", f"https://{HERE}/x", "file:///etc/passwd", f"//{HERE}:{other}/x", ""):
            assert refused(lambda _, there=there: (302, {"Location": there}, b"")).code == "pacs_redirected"
    assert gone == []
    assert refused(lambda path: (302, {"Location": path}, b"")).code == "pacs_redirected"

    def once(path: str) -> Reply:
        return found(row())(path) if path.startswith("/moved") else (307, {"Location": "/moved"}, b"")

    with server(once) as port:
        assert len(search(port).studies) == 1


def test_an_answer_that_is_packed_or_longer_than_a_list_can_be_is_not_read():
    assert refused(lambda _: (200, JSON | {"Content-Encoding": "gzip"}, b"x")).code == "pacs_no_message"
    assert refused(lambda _: (200, JSON, b" " * (9 << 20))).code == "pacs_too_many"


def test_films_are_fetched_and_what_is_none_of_the_study_is_left_with_its_reason(tmp_path, film):
    stranger = file_of(film(StudyInstanceUID="1.2.77"))
    other = file_of(film(SOPClassUID=CTImageStorage, SOPInstanceUID="1.2.3.4.6"))
    seen: list[Any] = []
    with server(sending(file_of(film()), stranger, other, b"no DICOM")) as port:
        fetched = fetch(port, tmp_path, seen=seen)
    assert [path.name for path in fetched.paths] == ["DX-1.2.3.4.5.dcm"] and seen[-1] == (1, 4)
    assert fetched.reasons == ["network_reason_study", "network_reason_kind", "network_reason_damaged"]
    assert [path.name for path in tmp_path.rglob("*.dcm")] == ["DX-1.2.3.4.5.dcm"]


def test_what_ends_in_the_middle_is_said_and_what_was_whole_stays(tmp_path, film):
    content = file_of(film())
    cut = sending(content, content[:900], **{"Content-Length": str(len(content) + 200)})
    with server(cut) as port, pytest.raises(NetworkError) as said:
        fetch(port, tmp_path)
    assert said.value.code == "pacs_cut_short"
    assert [path.name for path in tmp_path.rglob("*.dcm")] == ["DX-1.2.3.4.5.dcm"]


def test_nothing_but_damaged_objects_is_said_with_the_reason(tmp_path):
    with server(sending(b"no DICOM")) as port, pytest.raises(NetworkError, match="header cannot be read"):
        fetch(port, tmp_path)


def test_it_ends_soon_after_it_was_called_off_and_when_its_time_is_over(tmp_path):
    held = threading.Event()

    def drip(path: str) -> Reply:
        if urlsplit(path).path.endswith("/series"):
            return sending(b"")(path)
        stop.set()
        held.wait(20)
        return 204, {}, b""

    stop = threading.Event()
    with server(drip) as port:
        with pytest.raises(Cancelled):
            fetch(port, tmp_path, stop)
        held.set()
    held.clear()

    def slow(path: str) -> Reply:
        held.wait(20)
        return 204, {}, b""

    with server(slow) as port:
        with pytest.raises(NetworkError) as said:
            search(port, times=Times(answer_s=30, search_s=0.3))
        held.set()
    assert said.value.code == "pacs_timeout"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for this computer that nobody vouches for, and its key."""
    home, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "archive")])
    begun = datetime.now(UTC) - timedelta(days=1)
    made = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), begun, begun + timedelta(9)
    )
    made = made.add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(HERE))]), critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    paths = home / "certificate.pem", home / "key.pem"
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    paths[0].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return paths


def test_a_server_that_nobody_vouches_for_is_told_nothing_unless_the_hospital_named_its_certificate(certificate):
    asked: list[str] = []
    trust = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trust.load_cert_chain(*certificate)

    def answer(path: str) -> Reply:
        asked.append(path)
        return found(row())(path)

    with server(answer, trust) as port:
        with pytest.raises(NetworkError) as said:
            search(port, scheme="https")
        assert said.value.code == "pacs_tls" and asked == []
        assert len(search(port, scheme="https", ca_file=str(certificate[0])).studies) == 1
        with pytest.raises(NetworkError) as said:
            search(port, scheme="https", ca_file=str(certificate[0].with_name("gone.pem")))
        assert said.value.code == "pacs_no_ca_file"
