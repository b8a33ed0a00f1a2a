"""Why the system refused is said in the language of the sentence that it stands in."""

from __future__ import annotations

import errno
import os
import re
import sqlite3
from pathlib import Path

import pytest

from cdss.core.kinds import Severity
from cdss.core.result import issue
from cdss.core.sentences import catalogue, sentence
from cdss.core.system_reasons import SYSTEM, system_reason

LISTED = sorted(code for code in catalogue() if code.startswith(SYSTEM) and code != "os_reason_other")


def refusal(number: int) -> OSError:
    return OSError(number, os.strerror(number), "/somewhere/a.csv")


@pytest.mark.parametrize("code", LISTED)
def test_each_listed_reason_is_korean_in_a_korean_sentence_and_the_systems_own_in_an_english_one(code: str) -> None:
    number = getattr(errno, code.removeprefix(SYSTEM).upper())
    told = {"name": "a.csv", "reason": system_reason(refusal(number))}
    korean = sentence("export_failed", told, "ko").removeprefix("a.csv")
    assert not re.search("[A-Za-z]", korean)
    assert f": {os.strerror(number)}. " in sentence("export_failed", told, "en")


@pytest.mark.parametrize(
    "name",
    ["ENOENT", "EACCES", "ENOSPC", "EISDIR", "EEXIST", "EROFS", "EIO", "ETIMEDOUT", "ENETUNREACH"],
)
def test_the_common_reasons_are_listed(name: str) -> None:
    assert SYSTEM + name.lower() in LISTED


@pytest.mark.parametrize(("number", "said"), [(errno.EXDEV, "EXDEV"), (9_999, "9999")])
def test_of_an_unknown_reason_the_code_alone_is_said(number: int, said: str) -> None:
    told = issue("session_unreadable", Severity.WARNING, name="a", reason=system_reason(refusal(number)))
    assert told.text("ko").endswith(f"시스템 오류 {said}") and told.text("en").endswith(f"system error {said}")


def test_an_error_without_a_number_says_what_it_says_in_one_line() -> None:
    assert system_reason(OSError("no picture\nat all")) == "no picture at all"
    assert system_reason(OSError()) == "OSError"


def test_the_session_files_own_errors_are_reasons_of_the_disk(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError) as caught:
        sqlite3.connect(tmp_path / "nowhere" / "a.sqlite")
    assert system_reason(caught.value) == "os_reason_enoent"
    full = sqlite3.connect(tmp_path / "full.sqlite")
    full.execute("PRAGMA max_page_count = 1")
    with pytest.raises(sqlite3.OperationalError) as caught:
        full.execute("CREATE TABLE a (b)")
    full.close()
    assert system_reason(caught.value) == "os_reason_enospc"


def test_a_text_that_looks_like_no_code_stays_as_it_is() -> None:
    for text in ("os_", "os_x", "os_reason_", "an os_reason_eio", "os_reason_eio."):
        assert sentence("session_unreadable", {"name": "a", "reason": text}).endswith(text)
