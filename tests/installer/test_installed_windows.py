"""Both installers run in Wine: installed, upgraded, refused and removed, around a stand-in of the program.

``python -m pytest -m installer tests/installer/test_installed_windows.py``; it takes some minutes.
Wine is no Windows: what it shows is that the installers do what their scripts say, not what Windows makes of it.
"""

import os
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

TOOLS = ("wine", "makensis", "wixl")
pytestmark = [
    pytest.mark.installer,
    pytest.mark.skipif(not all(map(shutil.which, TOOLS)), reason="wine, makensis or wixl is not installed here"),
]
SERVER = shutil.which("wineserver") or "/usr/lib/wine/wineserver64"
QUIET = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
"""What Windows leaves running would hold the ends of pipes."""
UNINSTALL = r"Software\Microsoft\Windows\CurrentVersion\Uninstall\TriageLens"
FAILED = 1603 & 0xFF
"""What msiexec ends with where it refuses, as much of it as a process here can tell."""


class Computer:
    """A Windows of its own for one file of tests."""

    def __init__(self, folder):
        self.disk = folder / "drive_c"
        self._environment = {**os.environ, "WINEPREFIX": str(folder), "WINEDEBUG": "-all", "WINEARCH": "win64"}
        self._environment.pop("DISPLAY", None)
        self._serve("-p")
        self("wineboot", "--init")
        self("winecfg", "-v", "win10")
        self.home = next(p for p in (self.disk / "users").iterdir() if p.name != "Public")
        self.own = self.home / "AppData" / "Local" / "Programs" / "TriageLens"
        self.shared = self.disk / "Program Files" / "TriageLens"

    def __call__(self, *words):
        """Run a program to its end; returns its exit code."""
        command = ["wine", *map(str, words)]
        return subprocess.run(command, env=self._environment, timeout=200, check=False, **QUIET).returncode

    def start(self, *words):
        """Start a program that stays open."""
        return subprocess.Popen(["wine", *map(str, words)], env=self._environment, **QUIET)

    def entered(self, key):
        """The values of a key of the registry and of those below it, by their names; empty where there is none."""
        command = ["wine", "reg", "query", key, "/s"]
        told = subprocess.run(
            command, env=self._environment, capture_output=True, timeout=60, check=False
        ).stdout.decode()
        return dict(re.findall(r"^ {4}(\S+|\(Default\)) +REG_\w+ +(.*?)\r?$", told, re.MULTILINE))

    def end(self):
        """End every program of it."""
        self._serve("-k")

    def _serve(self, word):
        folder = Path(self._environment["WINEPREFIX"])
        folder.mkdir(exist_ok=True)
        subprocess.run([SERVER, word], env=self._environment, check=False, **QUIET)

    def wait_until_gone(self, path):
        """An uninstaller goes on by itself after its first process has ended."""
        ends = time.monotonic() + 30
        while path.exists() and time.monotonic() < ends:
            time.sleep(0.2)


@pytest.fixture(scope="module")
def computer(tmp_path_factory):
    made = Computer(tmp_path_factory.mktemp("wine") / "prefix")
    yield made
    made.end()


@pytest.fixture
def packages(installer, windows_bundle, icon_folder, tmp_path, monkeypatch):
    """Makes an installer of a version around the stand-in, after ``change`` was done to that."""
    monkeypatch.delenv("TRIAGELENS_CERTIFICATE", raising=False)

    def make(kind, version, change=lambda bundle: None):
        module = installer(kind)
        monkeypatch.setattr(module, "version", lambda: version)
        change(windows_bundle)
        out = tmp_path / f"TriageLens-{version}-x64.{'msi' if kind == 'msi' else 'exe'}"
        module.pack(windows_bundle, icon_folder / "triagelens.ico", out, tmp_path / f"{kind}-{version}")
        return out

    return make


def _files(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_user_installs_upgrades_and_removes_it_and_keeps_the_data(computer, packages, windows_bundle, installer):
    kept = computer.home / "AppData" / "Local" / "TriageLens" / "session.db"
    kept.parent.mkdir(parents=True)
    kept.write_text("patients", encoding="utf-8")
    assert (
        computer(packages("nsis", "0.3.0", lambda b: (b / "_internal/old.dll").write_text("x")), "/S", "/CurrentUser")
        == 0
    )
    assert _files(computer.own) == {*installer("nsis").places(windows_bundle), "uninstall.exe"}
    entry = computer.entered(rf"HKCU\{UNINSTALL}")
    assert entry["DisplayVersion"] == "0.3.0" and entry["Publisher"] == "TriageLens contributors"
    assert int(entry["EstimatedSize"], 16) > 100 and entry["UninstallString"].endswith('uninstall.exe" /CurrentUser')
    command = computer.entered(r"HKCU\Software\Classes\TriageLens.dcm\shell\open\command")["(Default)"]
    assert command == rf'"C:\users\{computer.home.name}\AppData\Local\Programs\TriageLens\cdss-ui.exe" "%1"'
    menu = computer.home / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/TriageLens.lnk"
    assert menu.exists()

    (computer.own / "_internal" / "mine.txt").write_text("somebody else's", encoding="utf-8")
    newer = packages("nsis", "0.4.0", lambda b: (b / "_internal/old.dll").unlink())
    assert computer(newer, "/S", "/CurrentUser") == 0
    assert _files(computer.own) == {*installer("nsis").places(windows_bundle), "uninstall.exe", "_internal/mine.txt"}
    assert computer.entered(rf"HKCU\{UNINSTALL}")["DisplayVersion"] == "0.4.0"
    assert computer(packages("nsis", "0.3.9"), "/S", "/CurrentUser") == 11  # a newer one is there
    assert computer.entered(rf"HKCU\{UNINSTALL}")["DisplayVersion"] == "0.4.0"

    computer(computer.own / "uninstall.exe", "/S")
    computer.wait_until_gone(computer.own / "uninstall.exe")
    assert _files(computer.own) == {"_internal/mine.txt"} and not menu.exists()
    for key in (
        UNINSTALL,
        r"Software\TriageLens",
        r"Software\Classes\TriageLens.dcm",
        r"Software\Classes\Directory\shell",
    ):
        assert computer.entered(rf"HKCU\{key}") == {}
    assert "TriageLens.dcm" not in computer.entered(r"HKCU\Software\Classes\.dcm")
    assert kept.read_text(encoding="utf-8") == "patients"
    shutil.rmtree(computer.own)


def test_nothing_is_touched_while_it_runs(computer, packages):
    first, second = packages("nsis", "0.4.0"), packages("nsis", "0.4.1")
    assert computer(first, "/S", "/AllUsers") == 0
    assert computer.entered(rf"HKLM\{UNINSTALL}")["UninstallString"].endswith("/AllUsers")
    before = _files(computer.shared)
    running = computer.start(computer.shared / "cdss.exe")
    time.sleep(2)
    try:
        assert running.poll() is None
        assert computer(second, "/S", "/AllUsers") == 10
        assert computer.entered(rf"HKLM\{UNINSTALL}")["DisplayVersion"] == "0.4.0" and _files(computer.shared) == before
        computer(computer.shared / "uninstall.exe", "/S")
        time.sleep(2)
        assert _files(computer.shared) == before
    finally:
        running.wait(60)
    assert computer(second, "/S", "/AllUsers") == 0
    computer(computer.shared / "uninstall.exe", "/S")
    computer.wait_until_gone(computer.shared)
    assert not computer.shared.exists()


def test_a_folder_of_ones_own_choice_and_one_that_is_too_long(computer, packages):
    setup = packages("nsis", "0.4.0")
    assert computer(setup, "/S", "/CurrentUser", rf"/D=C:\{'long' * 60}") == 16
    assert computer(setup, "/S", "/CurrentUser", r"/D=C:\Tools\Triage", "Lens") == 0  # never in quotes
    folder = computer.disk / "Tools" / "Triage Lens"
    assert (folder / "cdss-ui.exe").exists()
    computer(folder / "uninstall.exe", "/S")
    computer.wait_until_gone(folder)
    assert not folder.exists()


def test_group_policy_installs_upgrades_and_removes_it(computer, packages, windows_bundle, installer):
    first = packages("msi", "0.3.0", lambda b: (b / "_internal/old.dll").write_text("x"))
    assert computer("msiexec", "/i", first, "/qn") == 0
    assert _files(computer.shared) == set(installer("nsis").places(windows_bundle))
    assert computer.entered(r"HKLM\Software\TriageLens")["MsiVersion"] == "0.3.0"
    assert computer(packages("nsis", "0.4.0"), "/S", "/AllUsers") == 14  # its administrators look after it

    second = packages("msi", "0.4.0", lambda b: (b / "_internal/old.dll").unlink())
    assert computer("msiexec", "/i", second, "/qn") == 0
    assert _files(computer.shared) == set(installer("nsis").places(windows_bundle))
    assert computer.entered(r"HKLM\Software\TriageLens")["MsiVersion"] == "0.4.0"
    assert computer("msiexec", "/i", first, "/qn") == FAILED
    assert computer("msiexec", "/x", second, "/qn") == 0
    assert not computer.shared.exists() and computer.entered(r"HKLM\Software\TriageLens") == {}


def test_group_policy_leaves_what_the_other_installer_put_there(computer, packages):
    assert computer(packages("nsis", "0.4.0"), "/S", "/AllUsers") == 0
    assert computer("msiexec", "/i", packages("msi", "0.4.1"), "/qn") == FAILED
    assert computer.entered(rf"HKLM\{UNINSTALL}")["DisplayVersion"] == "0.4.0"
    computer(computer.shared / "uninstall.exe", "/S")
    computer.wait_until_gone(computer.shared)


def test_an_older_windows_is_refused(computer, packages):
    computer("winecfg", "-v", "win81")
    try:
        assert computer(packages("nsis", "0.4.0"), "/S", "/CurrentUser") == 13
    finally:
        computer("winecfg", "-v", "win10")
    assert not computer.own.exists()
