"""A file is written whole, or what stood there before stays."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from cdss.core.files import write_whole


def test_the_content_is_there_and_nothing_else(tmp_path: Path) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")
    write_whole(target, b"new" * 1000)
    assert target.read_bytes() == b"new" * 1000
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_it_may_be_read_by_whom_the_system_lets_read_new_files(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(b"")
    write_whole(tmp_path / "whole", b"x")
    assert (tmp_path / "whole").stat().st_mode == plain.stat().st_mode


@pytest.mark.skipif(os.name != "posix", reason="only there a mode says who may read")
def test_a_private_file_may_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    write_whole(tmp_path / "key", b"x", private=True)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


def test_where_it_cannot_be_put_in_place_the_old_file_stays_and_no_part_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "report.pdf"
    target.write_bytes(b"old")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        write_whole(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["report.pdf"]


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "nowhere" / "report.pdf", b"x")
