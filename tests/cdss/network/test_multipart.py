"""Messages of several parts, as they should be and as nobody should send them."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdss.network.errors import NetworkError
from cdss.network.multipart import MAX_HEADERS, parts_of

TYPE = 'multipart/related; type="application/dicom"; boundary="b-1"'
PART = b"--b-1\r\nContent-Type: application/dicom\r\n\r\n"


def read(
    message: bytes, content_type: str = TYPE, max_bytes: int = 1 << 20, max_parts: int = 9, step: int = 1 << 16
) -> list[bytes]:
    stream = BytesIO(message)
    return list(parts_of(lambda most: stream.read(min(most, step)), content_type, max_bytes, max_parts))


def code_of(message: bytes, **limits: object) -> str:
    with pytest.raises(NetworkError) as said:
        read(message, **limits)  # type: ignore[arg-type]
    return said.value.code


@given(
    contents=st.lists(st.binary(max_size=60), max_size=4),
    step=st.integers(1, 70),
    preamble=st.sampled_from([b"", b"hello\r\n"]),
)
def test_what_was_put_in_comes_out_however_it_is_cut_up(contents, step, preamble):
    contents = [content for content in contents if b"\r\n--b-1" not in content]
    message = preamble + b"".join(PART + content + b"\r\n" for content in contents) + b"--b-1--\r\n"
    assert read(message, step=step) == contents


def test_a_part_without_headers_and_lines_with_blanks_behind_the_boundary_are_taken():
    assert read(b"--b-1\r\n\r\nDICM\r\n--b-1--") == [b"DICM"]
    assert read(b"--b-1 \t\r\ncontent-type: application/dicom; x=1\r\n\r\nDICM\r\n--b-1--") == [b"DICM"]


def test_a_boundary_within_the_content_that_begins_no_line_is_content():
    assert read(PART + b"a--b-1--b\r\n--b-1--") == [b"a--b-1--b"]


@pytest.mark.parametrize(
    "content_type",
    [
        "",
        "application/dicom",
        "multipart/mixed; boundary=b-1",
        "multipart/related",
        'multipart/related; boundary=""',
        "multipart/related; boundary=" + "b" * 71,
        'multipart/related; boundary="b\x01"',
        'multipart/related; boundary="b-1 "',
        "multipart/related;\r\n boundary*=utf-8''b-1",
    ],
)
def test_other_messages_and_boundaries_that_are_none_are_refused(content_type):
    assert code_of(PART + b"DICM\r\n--b-1--", content_type=content_type) == "pacs_no_message"


@pytest.mark.parametrize("cut", [0, 3, 5, 20, 45, 50])
def test_a_message_that_ends_in_the_middle_is_said_to(cut):
    message = PART + b"DICM\r\n--b-1--"
    assert code_of(message[:cut]) == "pacs_cut_short"


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Type: text/html",
        b"Content-Type: multipart/related; boundary=c",
        b"Content-Transfer-Encoding: base64",
        b"Content-Encoding: gzip",
    ],
)
def test_parts_that_are_no_plain_dicom_are_refused(headers):
    assert code_of(b"--b-1\r\n" + headers + b"\r\n\r\nDICM\r\n--b-1--") == "pacs_no_message"


def test_a_part_larger_than_allowed_is_refused_before_it_is_read():
    taken = 0

    def endless(most: int) -> bytes:
        nonlocal taken
        taken += most
        return (PART + b"x" * most)[:most] if taken == most else b"x" * most

    with pytest.raises(NetworkError) as said:
        list(parts_of(endless, TYPE, 1 << 20, 9))
    assert said.value.code == "pacs_too_large" and taken < 2 << 20


def test_more_parts_than_allowed_are_refused_and_those_before_were_given():
    stream = BytesIO(PART + b"1\r\n" + PART + b"2\r\n" + PART + b"3\r\n--b-1--")
    parts = parts_of(stream.read, TYPE, 100, 2)
    assert [next(parts), next(parts)] == [b"1", b"2"]
    with pytest.raises(NetworkError) as said:
        next(parts)
    assert said.value.code == "pacs_too_many_objects"


@pytest.mark.parametrize("message", [b"x" * 3 * MAX_HEADERS, b"--b-1\r\n" + b"a: b\r\n" * MAX_HEADERS])
def test_what_stands_before_a_part_may_not_go_on_for_ever(message):
    assert code_of(message) == "pacs_no_message"


def test_something_behind_the_boundary_is_no_delimiter_of_this_message():
    assert code_of(b"--b-1x\r\nContent-Type: application/dicom\r\n\r\nDICM\r\n--b-1--") == "pacs_no_message"
