"""XML made to do harm is refused in words, within time and memory; honest XML is read in any usual encoding."""

from __future__ import annotations

import pytest

from cdss.core.kinds import Modality
from cdss.readers.part import Refused
from cdss.readers.xml_tree import MAX_DEPTH, MAX_ELEMENTS, all_at, anywhere, at, read_xml, root_name, text_at, value_at

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def refusal(folder, content):
    path = folder / "x.xml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    with pytest.raises(Refused) as caught:
        read_xml(path, "x.xml", Modality.ECG)
    return caught.value.issue


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f'<!DOCTYPE a [<!ENTITY l0 "ha">{LAUGHS}]><a>&l9;</a>', "xml_entities"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "xml_entities"),
        ('<!DOCTYPE a [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]><a/>', "xml_entities"),
        ("<a>" * 100_000, "xml_too_deep"),
        ("<r>" + "<a/>" * (MAX_ELEMENTS + 1) + "</r>", "xml_too_deep"),
        ("<a><b></a>", "xml_damaged"),
        ("<a><b>12 3", "xml_damaged"),
        ("", "xml_damaged"),
        (b"<a>\xff\xfe\x00</a>", "xml_damaged"),
        ('<?xml version="1.0" encoding="no-such"?><a/>', "xml_damaged"),
        (b'<?xml version="1.0" encoding="euc-kr"?><a>\xff\xff</a>', "xml_damaged"),
    ],
)
def test_hostile_and_damaged_documents_are_refused(folder, content, code):
    found = refusal(folder, content)
    assert (found.code, found.modality) == (code, Modality.ECG)
    assert "x.xml" in found.text("en") and "x.xml" in found.text("ko")


def test_a_document_above_the_limit_is_not_read(folder):
    path = folder / "x.xml"
    with path.open("wb") as stream:
        stream.truncate((24 << 20) + 1)
    with pytest.raises(Refused) as caught:
        read_xml(path, "x.xml", Modality.ECG)
    assert caught.value.issue.code == "file_too_large"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "euc-kr"])
def test_usual_encodings(folder, encoding):
    name = "J. Müller" if encoding == "iso-8859-1" else "홍길동"
    text = f'<?xml version="1.0" encoding="{encoding}"?><a><name>{name}</name></a>'
    (folder / "x.xml").write_bytes(text.encode(encoding))
    assert text_at(read_xml(folder / "x.xml", "x.xml", Modality.ECG), "name") == name


def test_a_plain_document_type_is_no_entity(folder):
    (folder / "x.xml").write_text('<!DOCTYPE RestingECG SYSTEM "restecg.dtd"><RestingECG><a> 1 </a></RestingECG>')
    assert text_at(read_xml(folder / "x.xml", "x.xml", Modality.ECG), "a") == "1"


def test_as_deep_as_allowed_is_read(folder):
    (folder / "x.xml").write_text("<a>" * MAX_DEPTH + "</a>" * MAX_DEPTH)
    assert read_xml(folder / "x.xml", "x.xml", Modality.ECG).tag == "a"


def test_elements_are_found_whatever_their_namespace(folder):
    (folder / "x.xml").write_text('<a xmlns="urn:x"><b n=" 1 "><c>2</c></b><b n="3"/></a>')
    root = read_xml(folder / "x.xml", "x.xml", Modality.ECG)
    assert [value_at(b, "n") for b in all_at(root, "b")] == ["1", "3"]
    assert text_at(root, "b", "c") == text_at(anywhere(root, "c")) == "2"
    assert (at(root, "c"), text_at(root, "x"), value_at(None, "n"), text_at(None)) == (None, "", "", "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("<AnnotatedECG xmlns='urn:hl7-org:v3'>", "AnnotatedECG"),
        ("<!-- <a> --><?x?>\n<!DOCTYPE p [<!ENTITY b '<c>'>]>\n<v3:AnnotatedECG/>", "AnnotatedECG"),
        ("chest pain < 2 h", ""),
        ("", ""),
    ],
)
def test_name_of_the_outermost_element(text, name):
    assert root_name(text) == name
