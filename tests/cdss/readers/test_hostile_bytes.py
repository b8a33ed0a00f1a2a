"""Whatever a file consists of, the case is read soundly or the file is refused in words, and the note beside it stays."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdss.readers.case_folder import read_case
from tests.fuzz.sound import CORPUS, check, seeds, write

READERS = sorted(path.name for path in CORPUS.iterdir())

ODD = (
    b"\x00",
    b"\xff",
    b"-1",
    b"NaN",
    b"inf",
    b"1e999",
    b"99999999999",
    b"\xed\xa0\x80",
    b"<",
    b'"',
    b"\r\n",
    b"\xff\xff\xff\x7f",
)
"""Bytes that parsers trip over: ends of the range of numbers, what is no number, halves of letters, quotes and brackets."""

kinds = st.sampled_from(("put", "insert", "cut", "repeat"))
changes = st.lists(
    st.tuples(kinds, st.floats(0.0, 1.0), st.sampled_from(ODD), st.integers(1, 200)), min_size=1, max_size=6
)


def changed(data: bytes, how: list[tuple[str, float, bytes, int]], kept: float) -> bytes:
    """``data`` with pieces overwritten, put in, taken out and said again, of which the first ``kept`` part is left."""
    for what, where, odd, length in how:
        at = int(where * len(data))
        match what:
            case "put":
                data = data[:at] + odd + data[at + len(odd) :]
            case "insert":
                data = data[:at] + odd * length + data[at:]
            case "cut":
                data = data[:at] + data[at + length :]
            case "repeat":
                data = data[:at] + data[at : at + length] * 3 + data[at + length :]
    return data[: int(kept * len(data))]


@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(choice=st.integers(0, 99), how=changes, kept=st.one_of(st.just(1.0), st.floats(0.0, 1.0)))
def test_a_damaged_file_is_read_soundly_or_refused(
    reader: str, choice: int, how: list[tuple[str, float, bytes, int]], kept: float
) -> None:
    sound = seeds(reader)
    with TemporaryDirectory() as folder:
        write(Path(folder), reader, changed(sound[choice % len(sound)], how, kept))
        check(Path(folder), reader)


@pytest.mark.filterwarnings("ignore::UserWarning:pydicom")
@pytest.mark.parametrize("reader", READERS)
@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(data=st.binary(max_size=300))
def test_a_file_of_any_bytes_is_refused_or_read_soundly(reader: str, data: bytes) -> None:
    start = seeds(reader)[0][: len(data) // 2]
    with TemporaryDirectory() as folder:
        write(Path(folder), reader, start + data)
        check(Path(folder), reader)


@pytest.mark.parametrize("reader", READERS)
def test_every_sound_file_of_the_corpus_is_read(reader: str, tmp_path: Path) -> None:
    for number, data in enumerate(seeds(reader)):
        folder = tmp_path / str(number)
        folder.mkdir()
        write(folder, reader, data)
        check(folder, reader)
        case = read_case(folder)
        assert case.ecgs or case.films or case.vitals or case.note, "nothing was read"
        assert not any(found.severity.value == "stop" for found in case.issues)
