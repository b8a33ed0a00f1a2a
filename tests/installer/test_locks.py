"""The lists of hashes cover all that is pinned and all that this needs, in the same versions, and pip takes nothing else."""

import hashlib
import importlib.util
import re
import sys
import tomllib
import zipfile
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[2]
LOCKS = REPOSITORY / "installer" / "locks"
ALL = ("run", "torch", "torch-cpu", "test", "build", "extras")


@pytest.fixture
def run():
    spec = importlib.util.spec_from_file_location("installer_run", REPOSITORY / "installer" / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def parts(installer):
    return installer("parts")


def blocks(name):
    text = (LOCKS / f"{name}.txt").read_text(encoding="utf-8")
    return re.split(r"\n(?=\S)", text.strip())


@pytest.mark.parametrize("name", ALL)
def test_every_entry_has_an_exact_version_and_whole_hashes(name):
    for block in blocks(name):
        head, *hashes = block.split(" \\\n")
        assert re.match(r"[a-z0-9][a-z0-9.-]*==[\w.+]+( ; .+)?$", head), head
        assert hashes and all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}", line) for line in hashes), head


def test_every_pinned_dependency_is_locked_in_the_same_version(run, parts):
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    program = parts.locked(("run", "torch"))
    tests = program | parts.locked(("test",))
    every = tests | parts.locked(("build", "extras"))
    for pins, known in (
        ([*project["dependencies"], run.SETUPTOOLS], program),
        (project["optional-dependencies"]["test"], tests),
        ([pin for group in project["optional-dependencies"].values() for pin in group], every),
    ):
        missing = [pin for pin in pins if (parts.normal(pin.partition("==")[0]), pin.partition("==")[2]) not in known]
        assert missing == [], "run installer/relock.py"


SYSTEMS = {
    "linux": {"sys_platform": "linux", "platform_machine": "x86_64", "platform_system": "Linux", "os_name": "posix"},
    "linux on ARM": {
        "sys_platform": "linux",
        "platform_machine": "aarch64",
        "platform_system": "Linux",
        "os_name": "posix",
    },
    "windows": {"sys_platform": "win32", "platform_machine": "AMD64", "platform_system": "Windows", "os_name": "nt"},
    "macos": {"sys_platform": "darwin", "platform_machine": "arm64", "platform_system": "Darwin", "os_name": "posix"},
}


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
@pytest.mark.parametrize("system", SYSTEMS)
def test_each_pin_has_hashes_on_each_system_and_each_python(run, system, python):
    """Of the entries that hold there, one is of the pinned package, in the pinned version, with a hash at least."""
    here = SYSTEMS[system] | {"python_version": python, "python_full_version": f"{python}.1"}
    found: dict[str, list[tuple[str, int]]] = {}
    for block in (block for name in ("run", "torch", "test", "build", "extras") for block in blocks(name)):
        entry = Requirement(block.split(" \\\n")[0])
        if entry.marker is None or entry.marker.evaluate(here):
            found.setdefault(canonicalize_name(entry.name), []).append((str(entry.specifier), block.count("sha256:")))
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = project["optional-dependencies"].values()
    pins = [Requirement(pin) for pin in (*project["dependencies"], run.SETUPTOOLS, *(p for g in groups for p in g))]
    wanted = [pin for pin in pins if pin.marker is None or pin.marker.evaluate(here)]
    assert len(wanted) > 40
    for pin in wanted:
        ((version, hashes),) = found[canonicalize_name(pin.name)]
        assert version == str(pin.specifier) and hashes > 0, pin
    assert all(len(entries) == 1 for entries in found.values()), "never two versions on one system"


def test_whatever_they_need_in_turn_is_locked_too(parts):
    """What is installed here tells what is needed; a package of this system that no list names would be installed by nobody."""
    known = {name for name, _ in parts.locked(("run", "torch", "test"))}
    needed = set(parts.installed())
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for pin in project["optional-dependencies"]["test"]:
        try:
            needed |= {parts.normal(name) for name in parts.needs(distribution(pin.partition("==")[0]))}
        except PackageNotFoundError:
            continue
    present = {name for name in needed if importlib_knows(name)}
    assert {"numpy", "torch", "aiohttp"} <= present
    assert present - known == set()


def importlib_knows(name):
    try:
        return bool(distribution(name).version)
    except PackageNotFoundError:
        return False


def test_no_package_stands_in_two_lists_and_none_names_a_server(parts):
    names = {name: {n for n, _ in parts.locked((name,))} for name in ("run", "torch", "test", "build", "extras")}
    assert all(not names[a] & names[b] for a in names for b in names if a < b)
    assert not any("://" in (LOCKS / f"{name}.txt").read_text(encoding="utf-8") for name in ALL)


def test_libraries_of_the_gpu_build_come_with_that_build_alone(parts):
    gpu = re.compile(r"(nvidia|cuda)-|triton$")
    assert any(gpu.match(name) for name, _ in parts.locked(("torch",)))
    assert not any(gpu.match(name) for name, _ in parts.locked(("run", "test")))
    for block in blocks("torch"):
        assert block.startswith("torch==") or "sys_platform == 'linux'" in block.partition("\n")[0]


def test_the_cpu_build_is_the_pinned_version(run):
    pin = next(pin for pin in run.pins(REPOSITORY / "pyproject.toml", "run") if pin.startswith("torch=="))
    assert blocks("torch-cpu")[0].startswith(f"{pin}+cpu ")


# what the installer makes of them -----------------------------------------------------------------------------------------


@pytest.fixture
def asked(run, monkeypatch):
    """What pip is told, one call an entry; nothing is installed."""
    calls = []
    monkeypatch.setattr(run, "pip", lambda *words, may_fail=False: calls.append(words) or True)
    monkeypatch.setattr(run, "say", lambda text: None)
    return calls


def on(run, monkeypatch, system, machine, python=(3, 12)):
    monkeypatch.setattr(run.sys, "platform", system)
    monkeypatch.setattr(run.platform, "machine", lambda: machine)
    monkeypatch.setattr(run.sys, "version_info", python)


@pytest.mark.parametrize(
    ("system", "machine"), [("linux", "x86_64"), ("linux", "aarch64"), ("win32", "AMD64"), ("darwin", "arm64")]
)
def test_pip_must_check_hashes_on_every_system_that_has_them(run, asked, monkeypatch, system, machine):
    on(run, monkeypatch, system, machine)
    run.install_pinned(["run", "test"], run.pins(REPOSITORY / "pyproject.toml", "run"))
    (words,) = asked
    assert {"--require-hashes", "--no-deps"} <= set(words)
    assert {str(LOCKS / "run.txt"), str(LOCKS / "test.txt")} <= set(words)


def test_a_pin_changed_since_is_named_and_taken_by_its_version_alone(run, asked, monkeypatch):
    on(run, monkeypatch, "linux", "x86_64")
    run.install_pinned(["run"], ["numpy==2.4.6", "SQLAlchemy==2.1.9", "numpy==9.9.9", "torch==2.13.0"])
    assert asked[1:] == [("install", "numpy==9.9.9")]


@pytest.mark.parametrize(("system", "machine", "python"), [("darwin", "x86_64", (3, 12)), ("linux", "x86_64", (3, 15))])
def test_elsewhere_the_pinned_versions_are_taken(run, asked, monkeypatch, system, machine, python):
    on(run, monkeypatch, system, machine, python)
    run.install_pinned(["run"], ["numpy==2.4.6"])
    assert asked == [("install", run.SETUPTOOLS, "numpy==2.4.6")]


@pytest.mark.parametrize(("build", "name"), [("cpu", "torch-cpu"), ("standard", "torch")])
def test_torch_is_checked_in_either_build(run, asked, monkeypatch, build, name):
    on(run, monkeypatch, "linux", "x86_64")
    run.install_torch(["torch==2.13.0"], build, None, changed=False)
    assert str(LOCKS / f"{name}.txt") in asked[-1] and "--require-hashes" in asked[-1]


def test_another_version_of_torch_than_the_locked_one_is_asked_for_by_its_version(run, asked, monkeypatch):
    on(run, monkeypatch, "linux", "x86_64")
    run.install_torch(["torch==9.0"], "standard", None, changed=False)
    assert asked == [("install", "torch==9.0")]


def test_stamps_change_with_the_lists(run, tmp_path, monkeypatch):
    before = run.stamp_of(["numpy==2.4.6"], "cpu")
    (tmp_path / "run.txt").write_text("numpy==2.4.6\n", encoding="utf-8")
    monkeypatch.setattr(run, "LOCKS", tmp_path)
    assert run.stamp_of(["numpy==2.4.6"], "cpu") != before


def test_a_wheel_with_another_hash_is_not_installed_and_that_is_said(run, tmp_path, monkeypatch, capsys):
    """By the real pip, from a folder: first the file that is listed, then one byte of it is another."""
    wheel = tmp_path / "tinypackage-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tinypackage.py", "")
        archive.writestr(
            "tinypackage-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: tinypackage\nVersion: 1.0\n"
        )
        archive.writestr("tinypackage-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr("tinypackage-1.0.dist-info/RECORD", "")
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    (tmp_path / "list.txt").write_text(f"tinypackage==1.0 \\\n    --hash=sha256:{digest}\n", encoding="utf-8")
    monkeypatch.setattr(run, "venv_python", lambda: Path(sys.executable))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    words = (
        "install",
        "--require-hashes",
        "--no-deps",
        "--target",
        str(tmp_path / "to"),
        "-r",
        str(tmp_path / "list.txt"),
    )
    assert run.pip(*words)
    assert (tmp_path / "to" / "tinypackage.py").exists()
    with zipfile.ZipFile(wheel, "a") as archive:
        archive.writestr("more.py", "print('other')")
    assert run.pip(*words, "--upgrade", "--force-reinstall", may_fail=True) is False
    with pytest.raises(SystemExit):
        run.pip(*words, "--upgrade", "--force-reinstall")
    assert "not the file this version was built with" in capsys.readouterr().err
    assert not (tmp_path / "to" / "more.py").exists()


# how they are written -----------------------------------------------------------------------------------------------------


def test_conditions_that_only_name_the_systems_are_left_out_and_others_kept(installer):
    relock = installer("relock")
    each = [
        f"(python_full_version < '3.15' and platform_machine == '{m}' and sys_platform == '{s}')"
        for s, m in relock.SYSTEMS
    ]
    assert relock.everywhere(" or ".join(each))
    assert not relock.everywhere(" or ".join(each[:2]))
    assert not relock.everywhere(" or ".join(f"(python_full_version < '3.12' and {one[1:]}" for one in each))
    text = f"A_b==1 ; {' or '.join(each)} \\\n    --hash=sha256:00\nc==2 ; {each[0]} \\\n    --hash=sha256:11\n"
    assert relock.parsed(text) == {
        "a-b": [("A_b==1", "    --hash=sha256:00")],
        "c": [(f"c==2 ; {each[0]}", "    --hash=sha256:11")],
    }
