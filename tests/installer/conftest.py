"""The installer's modules, loaded as its scripts load them, and a stand-in of the program for Windows."""

import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
MODULES = (
    *("parts", "sbom", "audit", "relock", "contents", "check_bundle", "debian", "build", "start", "identity", "icons"),
    *(
        "registry",
        "signing",
        "nsis",
        "msi",
        "macos",
        "version_resource",
        "smoke",
        "try_windows",
        "licences",
        "qt_parts",
        "start_times",
        "kept",
    ),
)
PLACES = (
    *("_internal/torch/lib/torch_cpu.dll", "_internal/resources/models/cdss-triage/SHA256SUMS"),
    *("_internal/resources/demo/a b/note.txt", "_internal/torch-2.13.0.dist-info/METADATA"),
)
SLEEPER = """Unicode true
Target amd64-unicode
SilentInstall silent
RequestExecutionLevel user
Name "stand-in"
OutFile "{out}"
Section
  Sleep 30000
SectionEnd
"""


@pytest.fixture
def installer(monkeypatch):
    """Loads a module of the folder ``installer`` by its name."""
    monkeypatch.syspath_prepend(str(REPOSITORY / "installer"))
    yield import_module
    for name in MODULES:
        sys.modules.pop(name, None)


@pytest.fixture
def windows_bundle(tmp_path):
    """A folder with the names of the real one; its programs do nothing but stay open for half a minute."""
    bundle = tmp_path / "bundle"
    for place in PLACES:
        (bundle / place).parent.mkdir(parents=True, exist_ok=True)
        (bundle / place).write_text(place, encoding="utf-8")
    script, program = tmp_path / "sleeper.nsi", tmp_path / "sleeper.exe"
    if shutil.which("makensis"):
        script.write_text(SLEEPER.format(out=program), encoding="utf-8")
        subprocess.run(["makensis", "-V1", str(script)], check=True)
    else:
        program.write_bytes(b"MZ")
    for name in ("cdss.exe", "cdss-ui.exe"):
        shutil.copyfile(program, bundle / name)
    return bundle


@pytest.fixture(scope="session")
def icon_folder(tmp_path_factory):
    """The icons, drawn once."""
    folder = tmp_path_factory.mktemp("icons")
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1]); import icons;"
        "icons.write(pathlib.Path(sys.executable), pathlib.Path(sys.argv[2]))"
    )
    subprocess.run([sys.executable, "-c", code, str(REPOSITORY / "installer"), str(folder)], check=True)
    return folder
