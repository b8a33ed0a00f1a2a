"""The picture of the finished screen, as a user takes it: real bundle, real worker process, a demo patient."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from cdss.core.paths import demo_dir, model_dir
from ui.theme import palette

ROOT = Path(__file__).parents[2]
CASE = "10-ankle-sprain"


WITNESS = """
import os, sys

def heard(event, arguments):
    if event.startswith("socket."):
        shown = " ".join(str(a) for a in arguments if not type(a).__name__.startswith("socket"))
        with open(os.environ["SOCKETS_HEARD"], "a", encoding="utf-8") as out:
            out.write(f"{os.getpid()} {event} {shown}\\n")

open(os.environ["SOCKETS_HEARD"] + f".{os.getpid()}", "w").close()
sys.addaudithook(heard)
"""
"""Started with every Python process of the session: writes down each event about sockets (PEP 578)."""


def take(target: Path, *arguments: str, **further: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    environment |= further
    command = [sys.executable, "-m", "ui", *arguments, "--screenshot", str(target), "--device", "cpu"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=280, check=False)


def has_colour(picture: QImage, colour: str, left: int, top: int, width: int, height: int) -> bool:
    wanted = QColor(colour).rgb()
    return any(picture.pixel(x, y) == wanted for x in range(left, left + width) for y in range(top, top + height))


@pytest.fixture
def case(tmp_path: Path) -> Path:
    if not (model_dir() / "SHA256SUMS").is_file() or not (demo_dir() / CASE).is_dir():
        pytest.skip(f"needs the model bundle {model_dir()} and the demo patient {CASE}")
    return Path(shutil.copytree(demo_dir() / CASE, tmp_path / CASE))


def witnessed(folder: Path) -> dict[str, str]:
    """The environment in which every Python process of the session writes down what it does with sockets."""
    (folder / "witness").mkdir()
    (folder / "witness" / "sitecustomize.py").write_text(WITNESS, encoding="utf-8")
    return {"PYTHONPATH": str(folder / "witness"), "SOCKETS_HEARD": str(folder / "sockets")}


def assert_no_network(folder: Path) -> None:
    """Window and worker were both listened to, and neither made a socket but for the pipes between them (AF_UNIX, no name)."""
    assert len(list(folder.glob("sockets.*"))) >= 2
    heard = (folder / "sockets").read_text(encoding="utf-8").splitlines() if (folder / "sockets").exists() else []
    pipes = f" socket.__new__ {int(getattr(socket, 'AF_UNIX', -1))} "
    assert [line for line in heard if pipes not in f"{line} "] == []


def test_the_witness_hears_a_socket(tmp_path: Path) -> None:
    code = "import socket; socket.socket().bind(('127.0.0.1', 0))"
    environment = {**os.environ, **witnessed(tmp_path)}
    subprocess.run([sys.executable, "-c", code], env=environment, timeout=60, check=True)
    heard = (tmp_path / "sockets").read_text(encoding="utf-8")
    assert "socket.__new__" in heard and "socket.bind ('127.0.0.1', 0)" in heard


def test_screenshot_shows_the_finished_screen_of_a_session_that_opened_no_socket(case: Path, tmp_path: Path) -> None:
    done = take(tmp_path / "shot.png", str(case), "--size", "1500x940", **witnessed(tmp_path))
    assert done.returncode == 0, done.stderr
    assert_no_network(tmp_path)
    picture = QImage(str(tmp_path / "shot.png"))
    assert (picture.width(), picture.height()) == (1500, 940)
    badges = [fill for fill, _ in palette().levels if has_colour(picture, fill, 0, 100, 60, 120)]
    assert len(badges) == 1, "one level in the worklist, in its colour"
    dial = (1500 - 388, 60, 140, 130)
    assert has_colour(picture, badges[0], *dial), "the dial has the colour of the same level"
    assert has_colour(picture, palette().up, 1300, 200, 190, 600) or has_colour(
        picture, palette().down, 1300, 200, 190, 600
    )


def test_a_case_that_cannot_be_read_ends_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "case.json").write_text("{", encoding="utf-8")
    done = take(tmp_path / "shot.png", str(tmp_path / "case"))
    assert done.returncode == 1
    assert "case.json" in done.stderr
    assert (tmp_path / "shot.png").is_file()
