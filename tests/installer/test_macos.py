"""The app for macOS as far as another system can tell: its Info.plist, its entitlements, its names, how its image is made."""

import plistlib
import subprocess
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def macos(installer, monkeypatch):
    monkeypatch.delenv("TRIAGELENS_MAC_IDENTITY", raising=False)
    return installer("macos")


def test_the_info_can_be_written_and_names_the_window_as_the_program(macos, installer):
    told = plistlib.loads(plistlib.dumps(macos.info()))
    version = installer("parts").version()
    assert told["CFBundleIdentifier"] == "org.triagelens.TriageLens" and told["CFBundleExecutable"] == "cdss-ui"
    assert told["CFBundleShortVersionString"] == told["CFBundleVersion"] == version
    assert told["LSMinimumSystemVersion"] == "14.0" and told["LSBackgroundOnly"] is False
    assert told["CFBundleLocalizations"] == ["en", "ko"]


def test_files_and_folders_are_offered_and_none_is_taken_from_another_program(macos, installer):
    documents = macos.info()["CFBundleDocumentTypes"]
    offered = [kind for one in documents for kind in one["LSItemContentTypes"]]
    assert offered == ["public.json", "org.nema.dicom", "org.triagelens.TriageLens.hl7", "public.folder"]
    assert {one["LSHandlerRank"] for one in documents} == {"Alternate"}
    (declared,) = macos.info()["UTImportedTypeDeclarations"]
    assert declared["UTTypeTagSpecification"]["public.filename-extension"] == ["hl7"]
    assert len(documents) == len(installer("identity").file_types()) + 1


def test_the_entitlements_are_the_two_for_code_made_at_run_time(macos):
    told = plistlib.loads(macos.ENTITLEMENTS.read_bytes())
    assert told == {
        "com.apple.security.cs.allow-jit": True,
        "com.apple.security.cs.allow-unsigned-executable-memory": True,
    }


def test_the_app_is_named_in_both_languages(macos, tmp_path):
    placed = macos.write_names(tmp_path)
    assert [inside for _, inside in placed] == ["en.lproj", "ko.lproj"]
    assert 'CFBundleDisplayName = "트리아지렌즈";' in Path(placed[1][0]).read_text(encoding="utf-8")


def test_the_app_is_signed_where_there_is_an_identity(macos, monkeypatch):
    assert macos.identity() is None
    monkeypatch.setenv("TRIAGELENS_MAC_IDENTITY", "Developer ID Application: Example")
    assert macos.identity() == "Developer ID Application: Example"


def test_the_image_holds_the_app_and_a_way_to_the_programs(macos, tmp_path, monkeypatch):
    """The commands that only macOS has are noted; what is put together for them lies on the disk."""
    app = tmp_path / "TriageLens.app"
    (app / "Contents" / "MacOS").mkdir(parents=True)
    (app / "Contents" / "MacOS" / "cdss-ui").write_bytes(b"x")
    (app / "Contents" / "Frameworks").mkdir()
    (app / "Contents" / "Frameworks" / "cdss-ui").symlink_to("../MacOS/cdss-ui")
    ran = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: ran.append(command))
    out, staged = tmp_path / "dist" / "TriageLens.dmg", tmp_path / "staged"
    macos.pack(app, out, staged)
    assert (staged / "Applications").readlink().as_posix() == "/Applications"
    assert (staged / "TriageLens.app/Contents/Frameworks/cdss-ui").readlink().as_posix() == "../MacOS/cdss-ui"
    assert [command[0] for command in ran] == ["hdiutil"] and ran[0][-1] == str(out) and str(staged) in ran[0]
    monkeypatch.setenv("TRIAGELENS_MAC_IDENTITY", "Developer ID Application: Example")
    macos.pack(app, out, staged)
    assert [command[0] for command in ran[1:]] == ["hdiutil", "codesign"]
