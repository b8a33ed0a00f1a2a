"""A package of the program with its signature: checked, and what the administrator runs; nothing else is let through."""

import json

import pytest

from cdss import __version__
from cdss.__main__ import main
from cdss.bundle.program_file import install_command, signature_path, system_of
from cdss.cli.sign_bundle import new_key
from cdss.core.sentences import sentence


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package that nobody signed yet, on a computer that it is for."""
    monkeypatch.setattr("platform.system", lambda: "Linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    path = tmp_path / "triagelens_99.0_amd64.deb"
    path.write_bytes(b"!<arch>\n" + bytes(range(256)) * 40)
    return path


def run(*words):
    return main([str(word) for word in words])


def signed(package, version="99.0", trust=True):
    pem = package.with_name("key.pem")
    if not pem.exists():
        new_key(pem)
    assert run("sign-file", package, "--key", pem, "--release", version) == 0
    if trust:
        assert run("trust", "--add", pem, "--name", "North") == 0
    return signature_path(package)


def refused(package, capsys, *more):
    capsys.readouterr()
    assert run("install", package, *more) == 2
    return capsys.readouterr().err


def test_a_sound_newer_package_is_said_to_be_so_with_what_the_administrator_runs(package, capsys):
    signed(package)
    capsys.readouterr()
    assert run("install", package) == 0
    said = capsys.readouterr().out
    assert "is TriageLens 99.0, signed by North" in said and f'sudo apt install "{package}"' in said
    assert run("install", package, "--language", "ko") == 0
    assert "관리자 권한으로" in capsys.readouterr().out


def test_a_package_that_nobody_signed_or_an_unknown_key_is_refused(package, capsys):
    assert f"there is no {package.name}.sig beside it" in refused(package, capsys)
    signed(package, trust=False)
    assert "not trusted here. Do not install it" in refused(package, capsys)


@pytest.mark.parametrize("place", [0, 100, -1])
def test_a_changed_cut_or_renamed_package_is_refused(package, capsys, place):
    beside = signed(package)
    whole = bytearray(package.read_bytes())
    package.write_bytes(whole[:-1])
    assert "is not the file that was signed" in refused(package, capsys)
    whole[place] ^= 1
    package.write_bytes(whole)
    assert "is not the file that was signed" in refused(package, capsys)
    whole[place] ^= 1
    other = package.with_name("triagelens_99.1_amd64.deb")
    other.write_bytes(whole)
    signature_path(other).write_bytes(beside.read_bytes())
    assert "is not the file that was signed" in refused(other, capsys)
    package.unlink()
    assert "cannot be read" in refused(package, capsys)


def test_no_byte_of_the_signature_can_be_another(package, capsys):
    beside = signed(package)
    whole = beside.read_bytes()
    for place in range(0, len(whole), 11):
        beside.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert refused(package, capsys)
    for content in (b"", b"[]", b"{}", b'{"schema": 1}', whole + b" ", b" " * (1 << 17)):
        beside.write_bytes(content)
        assert "no whole signature" in refused(package, capsys)


def test_a_version_claimed_by_another_is_no_signature(package, capsys):
    beside = signed(package)
    told = json.loads(beside.read_bytes())
    beside.write_text(json.dumps({**told, "version": "100.0"}, indent=1) + "\n", encoding="utf-8")
    assert "no whole signature" in refused(package, capsys)
    beside.write_text(json.dumps({**told, "schema": "cdss.program/2"}), encoding="utf-8")
    assert "Update the program first" in refused(package, capsys)


@pytest.mark.parametrize("version", ["0.1", __version__])
def test_what_is_not_newer_is_refused_unless_it_is_asked_for(package, capsys, version):
    signed(package, version)
    assert f"is version {version}, which is not newer than {__version__}" in refused(package, capsys)
    assert run("install", package, "--older") == 0
    assert "sudo apt install" in capsys.readouterr().out


def test_what_cannot_be_signed_is_said(package, tmp_path, capsys):
    with pytest.raises(SystemExit):
        run("sign-file", package, "--key", tmp_path / "key.pem", "--release", "next")
    assert run("sign-file", package, "--key", tmp_path / "no.pem", "--release", "1.0") == 2
    signed(package)
    assert run("sign-file", tmp_path / "gone.deb", "--key", tmp_path / "key.pem", "--release", "1.0") == 2
    assert "cannot be written" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("a b.deb", 'sudo apt install "{}"'),
        ("a.MSI", 'msiexec /i "{}"'),
        ("a.exe", '"{}"'),
        ("a.pkg", 'sudo installer -pkg "{}" -target /'),
        ("a.dmg", 'open "{}"'),
        ("a.AppImage", "{}"),
        ("a.flatpak", 'sudo flatpak install "{}"'),
        ("a.run", "{}"),
    ],
)
def test_each_system_has_its_own_command(tmp_path, name, told):
    assert install_command(tmp_path / name) == told.format(tmp_path / name)


@pytest.mark.parametrize(
    ("name", "system"),
    [("a.DEB", "Linux"), ("a.AppImage", "Linux"), ("a.exe", "Windows"), ("a.dmg", "Darwin"), ("a", "")],
)
def test_the_ending_says_for_which_system_a_package_is(tmp_path, name, system):
    assert system_of(tmp_path / name) == system


def test_a_package_for_another_system_is_not_said_to_be_installed_here(package, capsys, monkeypatch):
    monkeypatch.setattr("platform.system", lambda: "Windows")
    signed(package)
    capsys.readouterr()
    assert run("install", package) == 0
    said = capsys.readouterr().out
    assert "It is for Linux, not for this computer. There, with the window closed, its administrator" in said
    assert f'sudo apt install "{package}"' in said
    assert "As administrator of this computer" not in said
    monkeypatch.setattr("platform.system", lambda: "Linux")
    assert run("install", package) == 0 and "As administrator of this computer" in capsys.readouterr().out
    unknown = package.with_suffix(".run")
    unknown.write_bytes(b"x")
    signed(unknown)
    assert run("install", unknown) == 0 and "As administrator of this computer" in capsys.readouterr().out


def test_a_model_signature_is_no_program_signature(package, capsys):
    """Both are of the same key; what is signed begins with what it is for."""
    beside = signed(package)
    told = json.loads(beside.read_bytes())
    told["schema"] = "cdss.signature/1"
    beside.write_text(json.dumps(told, indent=1) + "\n", encoding="utf-8")
    assert sentence("program_signature_broken", {"file": beside.name}) in refused(package, capsys)
