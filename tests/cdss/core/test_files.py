"""A file is written whole or not at all, and deleted so that nothing of it is left."""

import os
from pathlib import Path

from cdss.core.files import PIECE, overwrite


def test_every_byte_is_overwritten_before_the_name_goes(tmp_path):
    """Seen through a second name of the same file."""
    path, same = tmp_path / "session-damaged-1.db", tmp_path / "same"
    path.write_bytes(b"Hong" * (PIECE // 4) + b"Hong")
    os.link(path, same)
    overwrite([path])
    assert not path.exists()
    assert Path(same).read_bytes() == bytes(PIECE + 4)
