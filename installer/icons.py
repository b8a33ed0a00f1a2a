"""The program's icon for Windows (``.ico``) and macOS (``.icns``), put together from pictures of several sizes (PNG).

Standard library only; ``draw_icons.py`` draws the pictures. Both formats hold PNG as it is, Windows since Vista.
"""

from __future__ import annotations

import os
import struct
import subprocess
from collections.abc import Mapping
from pathlib import Path

from identity import ICON
from parts import ROOT

SIZES = (16, 24, 32, 48, 64, 128, 256)
ICNS_TYPES = (
    (b"icp4", 16),
    (b"icp5", 32),
    (b"ic11", 32),
    (b"ic12", 64),
    (b"ic07", 128),
    (b"ic08", 256),
    (b"ic13", 256),
)
"""Types of an ``.icns`` by size in pixels; two of a size are an icon and one of half its size on a fine screen."""


def ico(pictures: Mapping[int, bytes]) -> bytes:
    """An ``.ico`` of PNG files by their size, up to 256 pixels."""
    place = 6 + 16 * len(pictures)
    entries, data = b"", b""
    for size, png in sorted(pictures.items()):
        edge = size % 256  # 0 stands for 256
        entries += struct.pack("<BBBBHHII", edge, edge, 0, 0, 1, 32, len(png), place + len(data))
        data += png
    return struct.pack("<HHH", 0, 1, len(pictures)) + entries + data


def icns(pictures: Mapping[int, bytes]) -> bytes:
    """An ``.icns`` of PNG files by their size; those of a size that it has no type for are left out."""
    parts = [kind + struct.pack(">I", 8 + len(pictures[size])) + pictures[size] for kind, size in ICNS_TYPES]
    data = b"".join(parts)
    return b"icns" + struct.pack(">I", 8 + len(data)) + data


def draw(python: Path, targets: Mapping[int, Path]) -> None:
    """Draw the icon in each size into its file with a Python that has PySide6."""
    for path in targets.values():
        path.parent.mkdir(parents=True, exist_ok=True)
    words = [word for size, path in targets.items() for word in (str(size), str(path))]
    command = [str(python), str(ROOT / "installer" / "draw_icons.py"), str(ICON), *words]
    subprocess.run(command, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})


def write(python: Path, folder: Path) -> None:
    """Write ``triagelens.ico`` and ``triagelens.icns`` into ``folder``, with the pictures they are made of."""
    targets = {size: folder / f"{size}.png" for size in SIZES}
    draw(python, targets)
    pictures = {size: path.read_bytes() for size, path in targets.items()}
    (folder / "triagelens.ico").write_bytes(ico(pictures))
    (folder / "triagelens.icns").write_bytes(icns(pictures))
