"""What the installer decides: which Python, which packages, whether anything has to be done, and what it says."""

import argparse
import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DEBIAN_12 = 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nVERSION_ID="12"\nID=debian\n'
UBUNTU_2404 = 'NAME="Ubuntu"\nVERSION_ID="24.04"\nID=ubuntu\nID_LIKE=debian\n'
FEDORA = 'NAME="Fedora Linux"\nVERSION_ID=42\nID=fedora\n'


@pytest.fixture
def run():
    spec = importlib.util.spec_from_file_location("installer_run", REPOSITORY / "installer" / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _release(run, folder, text):
    path = folder / "os-release"
    path.write_text(text, encoding="utf-8")
    return run.os_release(path)


def _script(folder, name, body):
    path = folder / name
    path.write_text(f"#!{sys.executable}\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_only_the_standard_library_is_imported():
    code = (
        "import sys, runpy; before = set(sys.modules); runpy.run_path(sys.argv[1], run_name='x');"
        "print(*sorted({m.split('.')[0] for m in set(sys.modules) - before} - set(sys.stdlib_module_names)))"
    )
    path = str(REPOSITORY / "installer" / "run.py")
    answer = subprocess.run([sys.executable, "-I", "-c", code, path], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == []


def test_stamp_changes_with_pins_and_torch_build_but_not_with_their_order(run):
    pins = ["numpy==2.4.6", "torch==2.13.0"]
    stamp = run.stamp_of(pins, "cpu")
    assert run.stamp_of(list(reversed(pins)), "cpu") == stamp
    assert run.stamp_of(["numpy==2.4.7", "torch==2.13.0"], "cpu") != stamp
    assert run.stamp_of(pins, "standard") != stamp


def test_pins_are_exact_and_hold_torch_at_its_version(run):
    pyproject = REPOSITORY / "pyproject.toml"
    every = [*run.pins(pyproject, "run"), *run.pins(pyproject, "test")]
    assert "torch==2.13.0" in every
    assert all(pin.count("==") == 1 for pin in every)


@pytest.fixture
def made(run, tmp_path, monkeypatch):
    """An environment whose stamps fit, made for the folder that is named; what pip is then asked for is noted."""

    def make(**noted):
        python = tmp_path / "bin" / "python" if os.name != "nt" else tmp_path / "Scripts" / "python.exe"
        python.parent.mkdir()
        python.touch()
        stamps = {g: run.stamp_of(run.pins(REPOSITORY / "pyproject.toml", g), "cpu") for g in ("run", "test")}
        notes = tmp_path / "triagelens-stamps.json"
        notes.write_text(run.json.dumps({**stamps, "torch": "cpu", **noted}), encoding="utf-8")
        asked = []
        monkeypatch.setattr(run, "VENV", tmp_path)
        monkeypatch.setattr(run, "pip", lambda *words: asked.append(words))
        monkeypatch.setattr(run, "write_parts_list", lambda: asked.append("parts"))
        run.set_up(argparse.Namespace(cuda=False, torch_index=None), tests=True)
        assert not (tmp_path / "pyvenv.cfg").exists()
        return asked, run.read_stamps()

    return make


@pytest.mark.parametrize("noted", [{}, {"root": str(REPOSITORY)}])
def test_nothing_is_done_where_the_stamps_fit(made, noted):
    assert made(**noted)[0] == []


def test_an_environment_of_another_folder_is_led_to_this_one_and_nothing_is_fetched(made):
    asked, stamps = made(root="/elsewhere")
    assert asked == [("install", "--no-deps", "--no-build-isolation", "--editable", str(REPOSITORY)), "parts"]
    assert stamps["root"] == str(REPOSITORY) and {"run", "test", "torch"} < set(stamps)


def test_damaged_stamps_count_as_none(run, tmp_path, monkeypatch):
    monkeypatch.setattr(run, "VENV", tmp_path)
    assert run.read_stamps() == {}
    (tmp_path / "triagelens-stamps.json").write_text("{", encoding="utf-8")
    assert run.read_stamps() == {}


@pytest.mark.skipif(os.name == "nt", reason="uses scripts with a shebang line")
def test_the_newest_known_python_on_the_path_is_found(run, tmp_path, monkeypatch):
    _script(tmp_path, "python3.12", "print(3, 12)")
    _script(tmp_path, "python3.11", "print(3, 11)")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run.find_python() == ["python3.12"]


@pytest.mark.skipif(os.name == "nt", reason="uses scripts with a shebang line")
def test_without_a_new_enough_python_it_says_so(run, tmp_path, monkeypatch, capsys):
    _script(tmp_path, "python3", "print(3, 9)")
    _script(tmp_path, "python3.13", "raise SystemExit(1)")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(SystemExit):
        run.find_python()
    assert "needs Python 3.11 or newer" in capsys.readouterr().err


def test_this_python_has_its_own_version(run):
    assert run.version_of([sys.executable]) == sys.version_info[:2]
    assert run.version_of(["no-such-python"]) == ()


def test_library_names_follow_the_release(run, tmp_path):
    assert "libglib2.0-0" in run.wanted_packages(_release(run, tmp_path, DEBIAN_12))
    ubuntu = run.wanted_packages(_release(run, tmp_path, UBUNTU_2404))
    assert "libglib2.0-0t64" in ubuntu
    assert "libglib2.0-0" not in ubuntu
    assert {"libxcb-cursor0", "fonts-noto-cjk"} <= set(ubuntu)


def test_only_what_is_missing_is_named_under_either_name(run):
    wanted = ["libgl1", "libglib2.0-0t64", "libegl1"]
    assert run.missing_packages(wanted, ["libgl1", "libglib2.0-0"]) == ["libegl1"]
    assert run.missing_packages(["libglib2.0-0"], ["libglib2.0-0t64"]) == []


@pytest.mark.parametrize(("text", "t64"), [(DEBIAN_12, False), (UBUNTU_2404, True), (FEDORA, False), ("", False)])
def test_releases_with_renamed_libraries(run, tmp_path, text, t64):
    assert run.has_t64(_release(run, tmp_path, text)) is t64


def test_apt_is_not_used_on_other_families(run, tmp_path):
    assert run.is_debian(_release(run, tmp_path, FEDORA)) is False
    assert run.os_release(tmp_path / "absent") == {}


def test_without_rights_the_command_is_named(run, monkeypatch, capsys):
    monkeypatch.setattr(run, "privilege", lambda: None)
    run.install_packages(["libegl1", "libgl1"])
    assert "sudo apt-get install --yes --no-install-recommends libegl1 libgl1" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("socket.gaierror: Temporary failure in name resolution", "cannot be reached"),
        ("ERROR: No matching distribution found for torch==2.13.0", "torch==2.13.0 is not offered for this Python"),
        ("ERROR: [Errno 13] Permission denied: '/x'", "could not be written"),
        ("something else", "did not finish"),
    ],
)
def test_failures_of_pip_are_said_in_words(run, line, sentence):
    assert sentence in run.explain(["Collecting torch", line])


@pytest.mark.parametrize(
    ("cuda", "noted", "build"), [(True, None, "standard"), (True, "cpu", "standard"), (False, "standard", "standard")]
)
def test_torch_build_stays_until_cuda_is_asked_for(run, cuda, noted, build):
    assert run.torch_build(cuda, noted) == build


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ('{"device": {"name": "cuda"}}', "The program computes on the NVIDIA graphics card."),
        ('{"device": {"error": "No driver."}}', "The program computes on the processor. No driver."),
        ("", "The program computes on the processor."),
    ],
)
@pytest.mark.skipif(os.name == "nt", reason="uses scripts with a shebang line")
def test_set_up_for_a_card_says_whether_it_can_be_used(run, tmp_path, monkeypatch, told, words):
    asked = f"assert sys.argv[1:] == ['-m', 'cdss', 'info', '--json', '--device', 'cuda']; print({told!r}, end='')"
    script = _script(tmp_path, "python", f"import sys; {asked}")
    monkeypatch.setattr(run, "venv_python", lambda: script)
    assert run.device_words() == words


def test_arguments_behind_the_dashes_are_passed_on(run, monkeypatch):
    monkeypatch.delenv(run.TORCH_INDEX_VARIABLE, raising=False)
    args, rest = run.parse(["test", "-k", "news2", "--", "-x"])
    assert (args.command, args.cuda, args.torch_index) == ("test", False, None)
    assert rest == ["-k", "news2", "-x"]
    args, _ = run.parse(["app", "--cuda", "--torch-index", "file:///wheels"])
    assert (args.cuda, args.torch_index) == (True, "file:///wheels")


def test_the_first_demo_is_the_case_of_the_course(run):
    assert run.first_demo().name == "01-chest-pain"
