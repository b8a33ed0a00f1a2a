"""Archives as a hospital names them, and what may be asked of them."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from cdss.core.errors import CdssError
from cdss.core.sentences import LANGUAGES
from cdss.network.errors import NetworkError
from cdss.network.nodes import MAX_NODES, Node, Way, from_text, to_text
from cdss.network.studies import Query, Study, newest_first, shown

DICOM = {"name": "PACS", "host": "pacs.example", "title": "ARCHIVE"}
WEB = {"name": "Web", "way": Way.WEB, "url": "https://pacs.example:8443/dicom-web"}


def test_archives_are_kept_and_come_back_the_same():
    nodes = (Node(**DICOM), Node(**DICOM, way=Way.MOVE, receive_port=11112), Node(**WEB, ca_file="/etc/hospital.pem"))
    assert from_text(to_text(nodes)) == nodes
    assert to_text(()) == "" and from_text("") == ()


@pytest.mark.parametrize(
    "text", ["{", "3", '"a"', "[3]", '[{"name": 4}]', '[{"way": "smoke"}]', '[{"name":"a","port":"1"}]']
)
def test_a_setting_that_names_no_archive_gives_none(text):
    assert from_text(text) == ()


def test_one_that_may_no_longer_be_is_left_out_and_the_others_stay():
    kept = json.loads(to_text([Node(**DICOM)]))
    assert len(from_text(json.dumps([{**kept[0], "title": ""}, *kept]))) == 1
    assert len(from_text(json.dumps(kept * 40))) == MAX_NODES


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"name": " "}, "pacs_node_name"),
        ({"host": "h" * 201}, "pacs_node_name"),
        ({"host": ""}, "pacs_node_host"),
        ({"host": "a b"}, "pacs_node_host"),
        ({"port": 0}, "pacs_node_port"),
        ({"receive_port": 70_000}, "pacs_node_port"),
        ({"title": ""}, "network_title"),
        ({"own_title": "SEVENTEEN-LETTERS"}, "network_title"),
    ],
)
def test_what_is_wrong_with_an_archive_is_said_in_both_languages(changed, code):
    with pytest.raises(NetworkError) as said:
        Node(**(DICOM | changed))
    assert said.value.code == code and len({said.value.words(language) for language in LANGUAGES}) == 2


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("", "pacs_node_url"),
        ("pacs.example", "pacs_node_url"),
        ("ftp://pacs.example", "pacs_node_url"),
        ("https://", "pacs_node_url"),
        ("https://pacs.example:port/", "pacs_node_url"),
        ("https://pacs.example/?a=1", "pacs_node_url"),
        ("https://pacs.example/\r\nHost: other", "pacs_node_url"),
        ("https://user:word@pacs.example/", "pacs_node_password"),
        ("http://pacs.example/", "pacs_node_plain"),
        ("http://127.0.0.1.example/", "pacs_node_plain"),
    ],
)
def test_only_addresses_that_are_safe_to_speak_to_are_taken(url, code):
    with pytest.raises(NetworkError) as said:
        Node(**(WEB | {"url": url}))
    assert said.value.code == code


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_on_this_computer_nobody_reads_along(host):
    assert Node(**(WEB | {"url": f"http://{host}:8042/dicom-web"})).way is Way.WEB


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "pacs_ask_more"),
        ({"name": "  "}, "pacs_ask_more"),
        ({"until": date(2026, 1, 1)}, "pacs_ask_more"),
        ({"modalities": ("DX",)}, "pacs_ask_more"),
        ({"patient_id": "*"}, "pacs_ask_plainly"),
        ({"name": "K?m"}, "pacs_ask_plainly"),
        ({"accession": "1\\2"}, "pacs_ask_plainly"),
        ({"patient_id": "1" * 65}, "pacs_ask_plainly"),
        ({"since": date(2026, 1, 2), "until": date(2026, 1, 1)}, "pacs_ask_days"),
    ],
)
def test_a_question_about_everybody_or_with_signs_for_others_is_not_asked(asked: dict[str, Any], code):
    with pytest.raises(CdssError) as said:
        Query(**asked)
    assert getattr(said.value, "code", "") == code


def test_days_are_written_as_a_range():
    first, last = date(2026, 1, 2), date(2026, 2, 3)
    assert Query(since=first).days == "20260102-"
    assert Query("1", until=last).days == "-20260203"
    assert Query(since=first, until=last).days == "20260102-20260203"
    assert Query("1").days == "" and Query("1", name="a", since=first).fields == ("patient_id", "name", "days")


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("", ("",)),
        ("Kim", ("Kim*", "KIM*")),
        ("kim minjun", ("kim?minjun*", "KIM?MINJUN*", "Kim?Minjun*")),
        ("김민준", ("*김민준*",)),
        ("이 수지", ("*이?수지*",)),
    ],
)
def test_names_are_asked_for_as_archives_may_have_them(name, spellings):
    assert Query("1", name=name).spellings == spellings


def test_the_newest_stands_first_each_once_and_without_those_of_other_modalities():
    old, new = Study("1.1", day="20250101", modalities=("DX",)), Study("1.2", day="20260101", time="0900")
    later, ct = Study("1.3", day="20260101", time="1000"), Study("1.4", day="20260202", modalities=("CT",))
    query = Query("1", modalities=("CR", "DX"))
    assert newest_first([old, new, later, ct, old], query, False).studies == (later, new, old)


def test_a_text_of_an_archive_is_one_harmless_line():
    assert shown(" A\x00B\nC\x1b[1m ") == "A B C\N{REPLACEMENT CHARACTER}[1m"
    assert len(shown("x" * 10_000)) == 128
