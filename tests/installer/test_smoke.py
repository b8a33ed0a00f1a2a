"""The trial of a built program, of stand-ins that work and of those that fail in one thing each."""

import struct
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PICTURE = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 1440, 900) + bytes(60_000)
COMMAND_LINE = """#!{python} -S
import json, pathlib, sys
words = sys.argv[1:]
if words == ["--version"]:
    print("TriageLens {version}")
elif words == ["info", "--json"]:
    print("{{}}")
else:
    lines = [json.dumps({{"acuity": {{"level": {level}}}}}) for word in words[1:-2]]
    pathlib.Path(words[-1]).write_text("\\n".join(lines[{left_out}:]))
"""
WINDOW = """#!{python} -S
import pathlib, sys
target = pathlib.Path(sys.argv[sys.argv.index("--screenshot") + 1])
target.write_bytes(pathlib.Path({picture!r}).read_bytes())
sys.exit({code})
"""


@pytest.fixture
def smoke(installer):
    return installer("smoke")


@pytest.fixture
def program(tmp_path, smoke):
    """Writes the stand-in of a program that does what it is told to."""

    built = smoke.version()

    def write(version=built, level=2, left_out=0, picture=PICTURE, code=0):
        drawn = tmp_path / "picture"
        drawn.write_bytes(picture)
        told = {"python": sys.executable, "version": version, "level": level, "left_out": left_out, "code": code}
        for name, text in (("cdss", COMMAND_LINE), ("cdss-ui", WINDOW)):
            (tmp_path / name).write_text(text.format(**told, picture=str(drawn)), encoding="utf-8")
            (tmp_path / name).chmod(0o755)
        return str(tmp_path)

    return write


def test_a_program_that_works_passes(smoke, program, capsys):
    assert smoke.main([program()]) == 0
    assert "Both programs" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ({"version": "0.0.1"}, "It calls itself TriageLens 0.0.1"),
        ({"level": "None"}, "were assessed with the levels [None"),
        ({"left_out": 1}, "patients were assessed with the levels"),
        ({"picture": PICTURE[:200]}, "The picture of the window, 200 bytes"),
        ({"picture": PICTURE.replace(struct.pack(">I", 900), struct.pack(">I", 901))}, "is not one of 1440 x 900"),
        ({"code": 3}, "cdss-ui ended with 3"),
    ],
)
def test_one_that_fails_is_named_with_what_failed(smoke, program, capsys, fault, words):
    assert smoke.main([program(**fault)]) == 1
    assert words in capsys.readouterr().err


def test_a_folder_without_programs_fails(smoke, tmp_path, capsys):
    assert smoke.main([str(tmp_path)]) == 1
    assert "cdss" in capsys.readouterr().err


def test_each_system_is_asked_for_its_own_installers(installer, tmp_path, monkeypatch, capsys):
    """What the trial on Windows runs, in which order, for whom; on a system that is none it only notes it."""
    tried = installer("try_windows")
    for name in ("TriageLens-0.4.0-x64-setup.exe", "TriageLens-0.4.0-x64.msi"):
        (tmp_path / name).write_bytes(b"x")
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "own"))
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path / "shared"))
    ran, looked = [], []
    monkeypatch.setattr(tried, "run", lambda words: ran.append([Path(str(word)).name for word in words]))
    monkeypatch.setattr(tried.smoke, "main", lambda words: looked.append(Path(words[0])) or 0)
    assert tried.main([str(tmp_path)]) == 0
    own, shared = tmp_path / "own" / "Programs" / "TriageLens", tmp_path / "shared" / "TriageLens"
    assert looked == [own, shared, shared] and len(ran) == 9
    assert ran[0] == ran[1] == ["TriageLens-0.4.0-x64-setup.exe", "S", "CurrentUser"]
    assert ran[2] == ["uninstall.exe", "S", "CurrentUser"] and ran[8] == [
        "msiexec",
        "x",
        "TriageLens-0.4.0-x64.msi",
        "qn",
    ]
    (tmp_path / "own" / "Programs" / "TriageLens").mkdir(parents=True)
    monkeypatch.setattr(tried, "GONE_S", 0)
    assert tried.main([str(tmp_path)]) == 1 and "is still there" in capsys.readouterr().err
