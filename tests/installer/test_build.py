"""What the build decides: its version, its time, which steps it takes; nothing is built."""

import json
import os
import shutil
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LINUX = REPOSITORY / "installer" / "linux"


@pytest.fixture
def build(installer, monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return installer("build")


@pytest.fixture
def small(build, tmp_path, monkeypatch):
    """A folder of a made-up program in the place of the built one; steps that take minutes are noted and not done."""
    bundle = tmp_path / "bundle"
    for place in (
        "cdss",
        "cdss-ui",
        "_internal/torch/bin/torch_shm_manager",
        *(f"_internal/{name}" for name in build.check_bundle.NEEDED),
    ):
        (bundle / place).parent.mkdir(parents=True, exist_ok=True)
        (bundle / place).write_bytes(b"\x7fELF")
    steps = []
    monkeypatch.setattr(build, "BUNDLE", bundle)
    monkeypatch.setattr(build, "set_up", lambda: steps.append("set up"))
    monkeypatch.setattr(build, "make_bundle", lambda: steps.append("bundle"))
    for what in ("deb", "draft", "nsis", "msi", "dmg"):
        monkeypatch.setattr(build, f"make_{what}", partial(_noted, steps, what))
    return bundle, steps


def _noted(steps, what):
    steps.append(what)
    return 0


def test_the_version_is_the_programs_own(build):
    from cdss import __version__

    assert build.version() == __version__


def test_the_time_is_that_of_the_commit_unless_it_is_set(build, monkeypatch):
    told = subprocess.run(
        ["git", "-C", str(REPOSITORY), "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False
    ).stdout.strip()
    assert build.moment() == (int(told) if told else 0)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    assert build.moment() == 1_780_000_000
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    assert build.moment() == (int(told) if told else 0)


def test_the_commit_is_noted_as_the_program_reads_it(build, monkeypatch, tmp_path):
    from cdss.core.provenance import Provenance, provenance_of

    note = tmp_path / "resources" / "provenance.json"
    monkeypatch.setattr(build, "PROVENANCE", note)
    build.note_provenance()
    here = provenance_of(REPOSITORY)
    assert provenance_of(tmp_path) == here
    monkeypatch.setattr(build, "_git", lambda *words: "")
    build.note_provenance()
    assert json.loads(note.read_text(encoding="utf-8")) == {"commit": None} and provenance_of(tmp_path) == Provenance()


def test_the_list_of_parts_of_one_moment_is_one_list(build, monkeypatch, tmp_path):
    lists = [tmp_path / "a.json", tmp_path / "b.json"]
    monkeypatch.setattr(build, "PYTHON", Path(sys.executable))
    for path in lists:
        monkeypatch.setattr(build, "PARTS_LIST", path)
        build.make_parts_list(1_780_000_000)
    assert lists[0].read_bytes() == lists[1].read_bytes()
    told = json.loads(lists[0].read_text(encoding="utf-8"))
    assert told["metadata"]["timestamp"] == "2026-05-28T20:26:40+00:00"
    assert told["metadata"]["component"]["version"] == build.version()


def test_a_package_is_made_of_a_folder_that_keeps_its_budget(build, small):
    assert build.main(["deb"]) == 0
    assert small[1] == ["set up", "bundle", "deb"]


def test_a_draft_takes_the_same_steps(build, small):
    assert build.main(["draft"]) == 0
    assert small[1] == ["set up", "bundle", "draft"]


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed here")
def test_a_draft_holds_what_the_package_holds_and_is_not_among_what_is_handed_out(build, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")
    monkeypatch.setattr(build, "PYTHON", Path(sys.executable))
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    for name in ("cdss", "cdss-ui"):
        (bundle / name).write_text("#!/bin/sh\n" * 9999, encoding="utf-8")
    for name in ("BUILD", "BUNDLE", "PARTS_LIST", "DIST", "DRAFT"):
        monkeypatch.setattr(build, name, tmp_path / name.lower())
    (tmp_path / "draft").mkdir()
    (tmp_path / "draft" / "triagelens_0.0.1_amd64.deb").touch()
    assert build.make_deb() == 0 and build.make_draft() == 0
    (package,), (draft,) = (tmp_path / "dist").iterdir(), (tmp_path / "draft").iterdir()
    assert package.name == draft.name == f"triagelens_{build.version()}_amd64.deb"
    listed = [subprocess.run(["dpkg-deb", "--contents", str(p)], capture_output=True).stdout for p in (package, draft)]
    assert listed[0] == listed[1] and b"./opt/triagelens/cdss-ui" in listed[0]
    assert package.read_bytes() != draft.read_bytes(), "both are packed alike"


def test_only_the_folder_is_made_where_only_that_is_asked_for(build, small):
    assert build.main(["bundle"]) == 0
    assert small[1] == ["set up", "bundle"]


def test_a_folder_that_is_there_is_packed_again_where_that_is_asked_for(build, small):
    assert build.main(["deb", "--keep-bundle"]) == 0
    assert small[1] == ["deb"]


def test_no_package_is_made_of_a_folder_with_a_fault(build, small, capsys):
    bundle, steps = small
    (bundle / "_internal" / "nvidia").mkdir()
    (bundle / "_internal" / "nvidia" / "libcudart.so.12").write_bytes(b"x")
    assert build.main(["deb"]) == 1
    assert steps == ["set up", "bundle"]
    assert "Libraries for graphics cards are in it" in capsys.readouterr().err


@pytest.mark.parametrize(("what", "system"), [("nsis", "win32"), ("msi", "win32"), ("dmg", "darwin")])
def test_what_is_for_another_system_is_not_built_here(build, small, capsys, monkeypatch, what, system):
    monkeypatch.setattr(build.sys, "platform", "linux")
    assert build.main([what]) == 1
    words = capsys.readouterr().err
    assert f"{what} packs what is made on {system}." in words and "--keep-bundle" in words
    assert build.main([what, "--keep-bundle"]) == 1
    assert f"is one for linux; {what} packs one for {system}." in capsys.readouterr().err
    assert small[1] == []


def test_a_folder_that_was_made_on_windows_is_packed_anywhere(build, small):
    bundle, steps = small
    for name in ("cdss", "cdss-ui"):
        (bundle / name).rename(bundle / f"{name}.exe")
    (bundle / "_internal/torch/bin/torch_shm_manager").unlink()
    assert build.main(["nsis", "--keep-bundle"]) == 0
    assert build.main(["msi", "--keep-bundle"]) == 0
    assert build.main(["deb", "--keep-bundle"]) == 1
    assert steps == ["nsis", "msi"]


def test_the_build_stands_on_the_standard_library_alone():
    code = (
        "import sys, runpy; sys.path.insert(0, sys.argv[1]); before = set(sys.modules);"
        "runpy.run_path(sys.argv[1] + '/build.py', run_name='x');"
        "print(*sorted({m.split('.')[0] for m in set(sys.modules) - before} - set(sys.stdlib_module_names)))"
    )
    folder = str(REPOSITORY / "installer")
    answer = subprocess.run([sys.executable, "-I", "-c", code, folder], capture_output=True, text=True, check=True)
    own = {path.stem for path in (REPOSITORY / "installer").glob("*.py")}
    assert {"check_bundle", "contents", "debian", "nsis", "msi", "macos"} <= set(answer.stdout.split()) <= own


def test_the_tools_of_the_build_have_hashes_and_are_no_part_of_the_program(build, installer):
    known = {name for name, _ in installer("parts").locked(("build",))}
    assert {"altgraph", "macholib", "pefile", "pyinstaller", "pyinstaller-hooks-contrib"} <= known
    assert not known & {name for name, _ in installer("parts").locked()}
    assert build.TOOLS.name == "build.txt"


def test_one_start_is_the_window_or_the_command_line_by_the_name_it_has(installer, monkeypatch):
    import cdss.__main__
    import ui.__main__

    monkeypatch.syspath_prepend(str(REPOSITORY / "installer" / "starts"))
    start = installer("start")
    monkeypatch.setattr(ui.__main__, "main", lambda: "window")
    monkeypatch.setattr(cdss.__main__, "main", lambda: "command line")
    names = {
        "/opt/t/cdss-ui": "window",
        "/opt/t/cdss": "command line",
        "/x/cdss-ui.exe": "window",
        "/x/cdss.exe": "command line",
    }
    for name, expected in names.items():
        monkeypatch.setattr(sys, "executable", name)
        assert start.main() == expected


def test_a_window_without_a_place_to_print_to_goes_on(installer, monkeypatch):
    monkeypatch.syspath_prepend(str(REPOSITORY / "installer" / "starts"))
    start = installer("start")
    kept = sys.stdout
    monkeypatch.setattr(sys, "stderr", None)
    start.give_streams()
    assert sys.stderr.write("progress of a library") == 21 and sys.stderr.name == os.devnull
    assert sys.stdout is kept
    sys.stderr.close()


def test_the_recipe_is_python_and_starts_what_is_there():
    text = (REPOSITORY / "installer" / "cdss.spec").read_text(encoding="utf-8")
    compile(text, "cdss.spec", "exec")
    assert '"starts" / "start.py"' in text and (REPOSITORY / "installer" / "starts" / "start.py").exists()


def test_the_flatpak_takes_its_files_from_where_they_are():
    recipe = LINUX / "flatpak" / "org.triagelens.TriageLens.json"
    told = json.loads(recipe.read_text(encoding="utf-8"))
    sources = [source["path"] for source in told["modules"][-1]["sources"]]
    here = [path for path in sources if "/build/" not in path]
    assert len(here) == 3 and all((recipe.parent / path).exists() for path in here)
    assert not any("network" in argument for argument in told["finish-args"])


@pytest.mark.parametrize("name", ["build.sh", "AppRun"])
def test_the_scripts_of_the_appimage_are_shell(name):
    script = LINUX / "appimage" / name
    subprocess.run(["sh", "-n", str(script)], check=True)
    assert script.stat().st_mode & 0o111
