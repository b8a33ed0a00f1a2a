"""The installer for Windows: what is written for its script, and the script compiled for real where makensis is."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
WINDOWS = REPOSITORY / "installer" / "windows"
needs_makensis = pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not installed here")


@pytest.fixture
def nsis(installer, monkeypatch):
    monkeypatch.delenv("TRIAGELENS_CERTIFICATE", raising=False)
    return installer("nsis")


@pytest.fixture
def registry(installer):
    return installer("registry")


def _macro(text, name):
    return re.search(rf"!macro {name}\n(.*?)!macroend", text, re.DOTALL).group(1).splitlines()


def test_every_file_is_installed_and_every_file_is_removed_again(nsis, windows_bundle):
    found = nsis.places(windows_bundle)
    text = nsis.files(windows_bundle, found)
    installed, folder = [], None
    for line in (line.strip() for line in _macro(text, "INSTALL_FILES")):
        kind, argument = line.split(" ", 1)
        if kind == "SetOutPath":
            folder = argument.strip('"')
        else:
            installed.append(folder + "\\" + Path(argument.strip('"')).name)
    removed = [line.strip()[8:-1] for line in _macro(text, "REMOVE_FILES") if line.strip().startswith("Delete")]
    assert sorted(installed) == sorted(removed) and len(installed) == len(found) == 6
    assert r"$INSTDIR\_internal\resources\demo\a b\note.txt" in removed and r"$INSTDIR\cdss.exe" in removed


def test_folders_go_from_the_inside_and_only_when_they_are_empty(nsis, windows_bundle):
    lines = [line.strip() for line in _macro(nsis.files(windows_bundle, nsis.places(windows_bundle)), "REMOVE_FILES")]
    folders = [line for line in lines if line.startswith("RMDir")]
    assert (
        folders[-1] == 'RMDir "$INSTDIR\\_internal"'
        and folders[0] == 'RMDir "$INSTDIR\\_internal\\resources\\demo\\a b"'
    )
    assert not any("/r" in line.split('"')[0] for line in lines)
    script = (WINDOWS / "triagelens.nsi").read_text(encoding="utf-8")
    assert not re.search(r"(RMDir|Delete)\s+/r", script, re.IGNORECASE)


def test_dollars_and_quotes_are_kept_as_they_are(nsis):
    assert nsis.quoted('5 $ "x"') == '5 $$ $\\"x$\\"'
    assert nsis.names({"A": "b$c"}) == '!define A "b$$c"\n'


def test_a_path_that_windows_could_not_open_is_refused(nsis):
    room = 259 - 1 - len(r"C:\Users\12345678901234567890\AppData\Local\Programs\TriageLens")
    assert nsis.longest_folder(["a", "b" * room]) == nsis.PER_USER_FOLDER
    assert nsis.longest_folder(["cdss.exe"]) == 259 - 1 - 8
    with pytest.raises(nsis.TooLong, match=f"{'c' * 20}.* has {room + 1} letters; {room} are left"):
        nsis.longest_folder(["a", "c" * (room + 1)])


def test_what_is_entered_offers_the_program_and_takes_nothing_from_others(nsis, registry, installer):
    types = installer("identity").file_types()
    values = registry.values(types, "en")
    defaults = [v for v in values if v.key.endswith((r"Classes\.dcm", r"Classes\.json", r"Classes\.hl7"))]
    assert defaults == []
    entered = {(v.key, v.name): v.text for v in values}
    assert entered[r"Software\Classes\.dcm\OpenWithProgids", "TriageLens.dcm"] == ""
    assert entered[r"Software\Classes\TriageLens.dcm\shell\open\command", ""] == '"{home}cdss-ui.exe" "%1"'
    assert entered[r"Software\Classes\Directory\shell\TriageLens", ""] == "Open with TriageLens"
    assert entered[r"Software\RegisteredApplications", "TriageLens"] == r"Software\TriageLens\Capabilities"


def test_all_that_is_entered_is_taken_out_and_no_key_of_the_system(nsis, registry, installer):
    types = installer("identity").file_types()
    own, shared = registry.own_keys(types), registry.shared_values(types)
    for value in registry.values(types, "ko"):
        inside = any(value.key == key or value.key.startswith(key + "\\") for key in own)
        assert inside != ((value.key, value.name) in {(v.key, v.name) for v in shared})
    assert {key.rsplit("\\", 1)[1] for key in own} == {
        *("TriageLens", "TriageLens.dcm", "TriageLens.hl7", "TriageLens.json", "cdss-ui.exe", "cdss.exe"),
    }
    assert {v.name for v in shared} == {"TriageLens", "TriageLens.dcm", "TriageLens.hl7", "TriageLens.json"}
    lines = [line.strip() for line in _macro(nsis.registered(), "UNREGISTER")]
    assert 'DeleteRegValue SHCTX "Software\\RegisteredApplications" "TriageLens"' in lines
    assert 'DeleteRegKey SHCTX "Software\\TriageLens"' in lines and len(lines) == len(own) + len(shared)


def test_korean_is_entered_where_korean_was_chosen(nsis):
    korean, english = (_macro(nsis.registered(), f"REGISTER_{language}") for language in ("KO", "EN"))
    assert any("트리아지렌즈로 열기" in line for line in korean) and len(korean) == len(english)
    assert '  WriteRegStr SHCTX "Software\\Classes\\TriageLens.dcm" "" "DICOM image or ECG"' in english
    assert not any("{home}" in line for line in korean) and any(
        '$\\"$INSTDIR\\cdss-ui.exe$\\"' in line for line in korean
    )


def test_both_languages_say_the_same_things():
    texts = [(WINDOWS / f"{name}.nsh").read_text(encoding="utf-8") for name in ("english", "korean")]
    english, korean = (dict(re.findall(r"^LangString (\w+) \S+ \"(.*)\"$", text, re.MULTILINE)) for text in texts)
    assert list(english) == list(korean) and len(english) == 10
    for name in english:
        assert re.search("[가-힣]", korean[name]) and re.findall(r"\$\w+", english[name]) == re.findall(
            r"\$\w+", korean[name]
        )
    script = (WINDOWS / "triagelens.nsi").read_text(encoding="utf-8")
    assert all(f"$({name})" in script or f"{{Refuse}} {name}" in script for name in english)


@pytest.mark.parametrize("system", ["windows", "macos"])
def test_the_folder_that_stays_is_the_one_the_program_keeps_its_data_in(monkeypatch, tmp_path, system):
    """On Windows programs of a user lie beside it, in ``Programs``, and never in it."""
    import platformdirs.macos
    import platformdirs.windows

    from cdss.core.paths import user_dir

    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "AppData" / "Local"))
    monkeypatch.setattr(platformdirs.windows, "_resolve_win_folder", platformdirs.windows.get_win_folder_from_env_vars)
    kinds = {"windows": platformdirs.windows.Windows, "macos": platformdirs.macos.MacOS}
    monkeypatch.setattr(platformdirs, "PlatformDirs", kinds[system])
    places = {"windows": "AppData/Local/TriageLens", "macos": "Library/Application Support/TriageLens"}
    assert user_dir() == tmp_path / places[system]
    script = (WINDOWS / "triagelens.nsi").read_text(encoding="utf-8")
    assert r'StrCpy $OwnData "$LOCALAPPDATA\TriageLens"' in script
    for name in ("english", "korean"):
        assert r"AppData\Local\TriageLens" in (WINDOWS / f"{name}.nsh").read_text(encoding="utf-8")


@pytest.fixture
def compiled(nsis, windows_bundle, icon_folder, tmp_path):
    """The installer around the stand-in; every warning of makensis is an error."""
    out = tmp_path / "TriageLens-x64-setup.exe"
    nsis.pack(windows_bundle, icon_folder / "triagelens.ico", out, tmp_path / "nsis")
    return out


@needs_makensis
def test_the_script_compiles_without_a_warning_into_a_64_bit_program(compiled, installer):
    data = compiled.read_bytes()
    start = int.from_bytes(data[0x3C:0x40], "little")
    assert data[:2] == b"MZ" and data[start : start + 6] == b"PE\0\0\x64\x86"
    version = installer("parts").version()
    for name, value in (
        ("ProductVersion", version),
        ("CompanyName", "TriageLens contributors"),
        ("ProductName", "TriageLens"),
    ):
        assert f"{name}\0".encode("utf-16-le") in data and f"{value}\0".encode("utf-16-le") in data
    assert "응급 중증도 분류 의사결정 지원".encode("utf-16-le") in data
    manifest = data[data.index(b"<assembly") :]
    assert b'level="highestAvailable"' in manifest and b"<longPathAware" in manifest
    assert b"8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a" in manifest  # Windows 10, else it is told of an older one


@needs_makensis
@pytest.mark.skipif(shutil.which("7z") is None, reason="7z is not installed here")
def test_it_holds_every_file_and_its_uninstaller(compiled, windows_bundle, nsis):
    listed = subprocess.run(
        ["7z", "l", "-ba", "-slt", str(compiled)], capture_output=True, text=True, check=True
    ).stdout
    inside = set(re.findall(r"^Path = (.*)$", listed, re.MULTILINE))
    assert set(nsis.places(windows_bundle)) | {"uninstall.exe"} <= inside


@needs_makensis
def test_a_mistake_in_the_script_is_an_error(nsis, windows_bundle, icon_folder, tmp_path, monkeypatch):
    """A sentence that only one language has is what makensis merely warns of by itself."""
    copied = tmp_path / "windows"
    shutil.copytree(WINDOWS, copied)
    korean = copied / "korean.nsh"
    text = korean.read_text(encoding="utf-8")
    korean.write_text(re.sub(r"LangString NEWER .*\n", "", text), encoding="utf-8")
    monkeypatch.setattr(nsis, "HERE", copied)
    monkeypatch.setattr(nsis, "SCRIPT", copied / "triagelens.nsi")
    with pytest.raises(subprocess.CalledProcessError):
        nsis.pack(windows_bundle, icon_folder / "triagelens.ico", tmp_path / "TriageLens-x64.exe", tmp_path / "nsis")
