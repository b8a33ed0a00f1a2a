"""The Debian package in a clean Debian without Python: installed, used, compared with the source, removed.

Not part of the ordinary run, for it needs root, the package and minutes. After ``python3 installer/build.py deb``:
``pytest -m installer tests/installer/test_installed.py``. ``.ci/run`` names a draft of the package in ``TRIAGELENS_PACKAGE``.
"""

import json
import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cdss import __version__
from cdss.core.provenance import provenance_of
from tests.installer.clean_root import REPOSITORY, CleanRoot, missing

BUILT = REPOSITORY / "dist" / f"triagelens_{__version__}_amd64.deb"
PACKAGE = Path(os.environ.get("TRIAGELENS_PACKAGE", BUILT))
HOME = "/opt/triagelens"
DEMO = "resources/demo/01-chest-pain"
PICTURE_ARGUMENTS = ("--size", "1440x900", "--lang", "en", "--theme", "dark")
DIFFERS_BY = 24
"""Of 255, in any colour: below it a difference is the rounding of one edge of a letter."""
MOST_DIFFERENT = 0.01
"""Share of the picture that may differ. Two runs of the source differ too: times of day are on the screen."""
CLOSE = 1e-6
"""Of a figure of the assessment: the same libraries on the same processor; what they print is rounded to six digits."""

pytestmark = [
    pytest.mark.installer,
    pytest.mark.skipif(missing() is not None, reason=str(missing())),
    pytest.mark.skipif(not PACKAGE.exists(), reason="the package was not built: python3 installer/build.py deb"),
    pytest.mark.timeout(1800),
]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The clean system with the package in it, installed as ``apt-get`` does; it needs no Python."""
    root = CleanRoot(tmp_path_factory.mktemp("clean") / "root")
    assert root.run("sh", "-c", "command -v python3").returncode != 0
    shutil.copyfile(PACKAGE, root.folder / "tmp" / PACKAGE.name)
    root.apt("update")
    root.apt("install", f"/tmp/{PACKAGE.name}")
    assert root.run("sh", "-c", "command -v python3").returncode != 0
    return root


@pytest.fixture
def display():
    """The number of an X server without a screen that runs beside the test."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed here")
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "1920x1200x24", "-dpi", "96", "-nolisten", "tcp", "-ac"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    yield f":{server.stdout.readline().strip()}"
    server.terminate()
    server.wait()


def _source(*arguments, **environment):
    return subprocess.run(
        [sys.executable, "-m", *arguments],
        cwd=REPOSITORY,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def _fonts_of(root, tmp_path):
    """Has a program outside write with the letters of the system inside."""
    inside = root.folder / "usr" / "share" / "fonts"
    configuration = tmp_path / "fonts.conf"
    configuration.write_text(
        f'<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd"><fontconfig><dir>{inside}</dir>'
        f"<cachedir>{tmp_path}/fonts</cachedir><include>{root.folder}/etc/fonts/conf.d</include></fontconfig>",
        encoding="utf-8",
    )
    return str(configuration)


def _differences(one, other, at=""):
    """Places where two values of JSON differ, figures by more than ``CLOSE`` of their size; times are left out."""
    if isinstance(one, dict) and isinstance(other, dict):
        for key in sorted({*one, *other} - {"timings_ms"}):
            yield from _differences(one.get(key), other.get(key), f"{at}.{key}")
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for place, (a, b) in enumerate(zip(one, other, strict=True)):
            yield from _differences(a, b, f"{at}[{place}]")
    elif isinstance(one, float) and isinstance(other, float | int):
        if not math.isclose(one, other, rel_tol=CLOSE, abs_tol=CLOSE):
            yield f"{at}: {one} {other}"
    elif one != other:
        yield f"{at}: {one!r} {other!r}"


def test_differences_between_two_assessments_are_found():
    one = {"risk": {"score": 9.1}, "timings_ms": {"total": 5}, "checks": [{"code": "a"}]}
    assert list(_differences(one, {**one, "timings_ms": {"total": 9}})) == []
    assert list(_differences(one, {**one, "risk": {"score": 9.1001}})) == [".risk.score: 9.1 9.1001"]
    assert list(_differences(one, {**one, "checks": []})) == [".checks: [{'code': 'a'}] []"]


def test_no_program_of_it_lacks_a_library(installed):
    """What the package depends on brings every library that the window's own ones ask for, and the bundle has the rest."""
    looked = f"{HOME}/_internal/PySide6/Qt/plugins/platforms/libqxcb.so {HOME}/_internal/PySide6/Qt/plugins/*/*.so"
    told = installed.run("sh", "-c", f"ldd {looked} {HOME}/cdss {HOME}/cdss-ui {HOME}/_internal/torch/lib/*.so")
    assert "libQt6Core" in told.stdout and "not found" not in told.stdout


def test_an_assessment_with_all_explanations_is_that_of_the_source(installed, tmp_path):
    answer = installed.run("cdss", "assess", f"{HOME}/_internal/{DEMO}", "--explain", "--out", "/tmp/out.jsonl")
    assert answer.returncode == 0, answer.stderr
    assert "Traceback" not in answer.stderr and "Warning" not in answer.stderr
    there = json.loads((installed.folder / "tmp" / "out.jsonl").read_text(encoding="utf-8"))
    out = tmp_path / "out.jsonl"
    assert _source("cdss", "assess", DEMO, "--explain", "--out", str(out)).returncode == 0
    here = json.loads(out.read_text(encoding="utf-8"))
    parts = {"modality_shapley", "vitals_shap", "note_tokens", "ecg_attribution", "image_cam", "cross_attention"}
    assert parts <= {name for name, value in there["explanation"].items() if value}
    assert list(_differences(here, there)) == []


def test_the_picture_of_the_window_is_that_of_the_source(installed, display, tmp_path):
    shown = installed.run(
        "cdss-ui", f"{HOME}/_internal/{DEMO}", "--screenshot", "/tmp/shot.png", *PICTURE_ARGUMENTS, DISPLAY=display
    )
    assert shown.returncode == 0, shown.stderr
    own = tmp_path / "shot.png"
    outside = {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "FONTCONFIG_FILE": _fonts_of(installed, tmp_path)}
    assert _source("ui", DEMO, "--screenshot", str(own), *PICTURE_ARGUMENTS, **outside).returncode == 0
    kept = Path(os.environ.get("TRIAGELENS_PICTURES", tmp_path))
    for name, path in (("installed", installed.folder / "tmp" / "shot.png"), ("source", own)):
        shutil.copyfile(path, kept / f"{name}.png")
    there, here = (np.asarray(Image.open(kept / f"{n}.png").convert("RGB"), np.int16) for n in ("installed", "source"))
    assert there.shape == here.shape == (900, 1440, 3)
    assert len(np.unique(here.reshape(-1, 3), axis=0)) > 500
    different = (np.abs(there - here).max(axis=2) > DIFFERS_BY).mean()
    assert different <= MOST_DIFFERENT, f"{different:.2%} of the picture differ"


def test_versions_and_device_are_told_and_the_commit_is_the_one_that_is_tested(installed):
    facts = json.loads(installed.run("cdss", "info", "--json").stdout)
    assert facts["program"] == __version__
    assert facts["provenance"]["commit"] == provenance_of(REPOSITORY).commit, "the package is of another commit"
    assert all(facts["libraries"].values())
    assert "error" not in facts["model"] and "error" not in facts["device"]


def test_desktops_find_it(installed):
    for place in (
        *("applications/org.triagelens.TriageLens.desktop", "metainfo/org.triagelens.TriageLens.metainfo.xml"),
        *(
            "mime/packages/triagelens.xml",
            "man/man1/cdss.1.gz",
            "icons/hicolor/48x48/apps/org.triagelens.TriageLens.png",
        ),
    ):
        assert (installed.folder / "usr" / "share" / place).stat().st_size > 0


def test_removal_takes_the_program_and_leaves_patients_data(installed):
    """The last test here: what it removes the others need."""
    data = installed.folder / "root" / ".local" / "share" / "TriageLens" / "session.db"
    data.parent.mkdir(parents=True, exist_ok=True)
    data.write_bytes(b"of patients")
    told = installed.apt("remove", "triagelens")
    assert "Patients' data were left" in told and ".local/share/TriageLens" in told
    assert data.read_bytes() == b"of patients"
    assert not (installed.folder / "opt" / "triagelens").exists()
    assert not (installed.folder / "usr" / "bin" / "cdss").is_symlink()
    installed.apt("purge", "triagelens")
    assert data.read_bytes() == b"of patients"
