"""Which model is used: switched whole or not at all, the way back, and what a newer program or a damaged choice changes."""

import json
import shutil
import signal
import subprocess
import sys

import pytest

from cdss.bundle import installed as module
from cdss.bundle.installed import (
    Base,
    chosen_over,
    former_model,
    go_back,
    install,
    models_here,
    named,
    refuse_older,
)
from cdss.bundle.load import open_bundle
from cdss.bundle.local import activate, chosen, fingerprint
from cdss.bundle.model_file import pack, read_model_file
from cdss.bundle.trust import Key, Trust
from cdss.cli.sign_bundle import sign_bundle
from cdss.core.errors import BundleError, EngineError
from cdss.core.held import held

DAY = "2026-11-22"


@pytest.fixture
def trust(key):
    return Trust((Key("makers", key.public_key().public_bytes_raw().hex(), DAY, ours=True),))


@pytest.fixture
def release(make_bundle, key, trust, tmp_path):
    """Makes a signed release of that version, as a file that was looked at."""

    def make(version, name="tiny"):
        target = tmp_path / f"{name}-{version}.model"
        if target.exists():
            return read_model_file(target, trust)
        folder = make_bundle(f"made-{name}-{version}")
        path = folder / "metadata.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**told, "name": name, "version": version}), encoding="utf-8")
        sign_bundle(folder, key, DAY)
        pack(open_bundle(folder), target)
        return read_model_file(target, trust)

    return make


@pytest.fixture
def shipped(release, tmp_path):
    release("0.4.0")
    return tmp_path / "made-tiny-0.4.0"


@pytest.fixture
def home(tmp_path):
    return tmp_path / "home" / "models"


def fine(folder):
    assert open_bundle(folder).signature is not None


def fails(folder):
    raise EngineError("no such layer")


def version_in_use(home, lower):
    return named(chosen_over(home, Base(lower)).folder).version


def test_without_a_choice_the_shipped_model_is_used(home, shipped):
    assert chosen_over(home, Base(shipped)) == Base(shipped) and former_model(home, shipped) is None


def test_an_installed_model_is_used_and_one_step_leads_back_and_forth(home, shipped, release):
    folder = install(release("0.5.0"), home, shipped, fine)
    assert chosen_over(home, Base(shipped)) == Base(folder, installed=True)
    assert former_model(home, shipped).version == "0.4.0"
    assert go_back(home, shipped) == shipped and version_in_use(home, shipped) == "0.4.0"
    assert former_model(home, shipped).version == "0.5.0"
    assert go_back(home, shipped) == folder and version_in_use(home, shipped) == "0.5.0"
    newer = install(release("0.6.0"), home, shipped, fine)
    assert version_in_use(home, shipped) == "0.6.0" and go_back(home, shipped) == folder
    assert newer.is_dir(), "the one that was left is kept for the way forth"


def test_a_model_that_cannot_assess_is_never_used(home, shipped, release):
    with pytest.raises(EngineError, match="no such layer"):
        install(release("0.5.0"), home, shipped, fails)
    assert version_in_use(home, shipped) == "0.4.0" and [p.name for p in home.iterdir()] == ["lock"]


def test_only_a_newer_release_is_taken_unasked(shipped, release):
    with pytest.raises(BundleError, match="in use already"):
        refuse_older(release("0.4.0"), shipped)
    with pytest.raises(BundleError, match=r"0\.3\.9, which is not newer than 0\.4\.0"):
        refuse_older(release("0.3.9"), shipped)
    refuse_older(release("0.4.1"), shipped)
    refuse_older(release("0.1.0", name="ours"), shipped)
    with pytest.raises(BundleError, match="not newer"):
        refuse_older(release("next"), shipped)


def test_a_full_disk_is_said_before_anything_is_written(home, shipped, release, monkeypatch):
    usage = shutil.disk_usage(shipped)
    monkeypatch.setattr(module.shutil, "disk_usage", lambda _: usage._replace(free=10 << 20))
    with pytest.raises(BundleError, match=r"67 MB are needed, 10 MB are free"):
        install(release("0.5.0"), home, shipped, fine)
    assert version_in_use(home, shipped) == "0.4.0" and [p.name for p in home.iterdir()] == ["lock"]


def test_two_installations_at_once_do_not_meet(home, shipped, release, monkeypatch):
    monkeypatch.setattr(module, "_PATIENCE_S", 0.05)
    file = release("0.5.0")
    home.mkdir(parents=True)
    with held(home / "lock", 1.0), pytest.raises(BundleError, match="right now"):
        install(file, home, shipped, fine)
    install(file, home, shipped, fine)
    assert version_in_use(home, shipped) == "0.5.0"


def test_the_calibration_of_the_former_model_does_not_count_for_the_new_one_and_counts_again_after(
    home, shipped, release, tmp_path
):
    calibrated = tmp_path / "home" / "calibrated"
    own = calibrated / "north"
    shutil.copytree(shipped, own)
    activate(calibrated, own, shipped)
    assert chosen(shipped, calibrated).local
    folder = install(release("0.5.0"), home, shipped, fine)
    found = chosen(chosen_over(home, Base(shipped)).folder, calibrated)
    assert (found.folder, found.local, found.stale) == (folder, False, True)
    go_back(home, shipped)
    assert chosen(chosen_over(home, Base(shipped)).folder, calibrated).folder == own


@pytest.mark.parametrize(("ships", "used"), [("0.5.0", "0.5.0"), ("0.6.0", "0.6.0"), ("0.4.5", "0.5.0")])
def test_after_an_update_of_the_program_the_newer_of_both_models_is_used(home, shipped, release, tmp_path, ships, used):
    install(release("0.5.0"), home, shipped, fine)
    release(ships)
    now = tmp_path / f"made-tiny-{ships}"
    (now / "MODEL_CARD.md").write_text("# Another day\n", encoding="utf-8")
    sums = now / "SHA256SUMS"
    sums.write_text(sums.read_text() + "\n", encoding="utf-8")
    base = chosen_over(home, Base(now))
    assert named(base.folder).version == used
    assert (base.problem.code if base.problem else None) == ("model_choice_overtaken" if used == ships else None)


def test_a_way_back_to_an_older_model_holds_until_the_program_brings_a_newer_one(home, shipped, release, tmp_path):
    older = install(release("0.3.0"), home, shipped, fine)
    assert chosen_over(home, Base(shipped)).folder == older
    release("0.7.0")
    assert version_in_use(home, tmp_path / "made-tiny-0.7.0") == "0.7.0"


def test_a_model_of_another_name_stays_whatever_the_program_brings(home, shipped, release, tmp_path):
    install(release("0.1.0", name="ours"), home, shipped, fine)
    release("0.7.0")
    assert named(chosen_over(home, Base(tmp_path / "made-tiny-0.7.0")).folder).name == "ours"


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "cdss.model-choice/2", "use": "x", "former": "", "sha256": "", "over": ""}']
)
def test_a_choice_that_cannot_be_read_or_is_of_a_newer_program_is_said(home, shipped, text):
    home.mkdir(parents=True)
    (home / "active.json").write_text(text, encoding="utf-8")
    base = chosen_over(home, Base(shipped))
    assert (base.folder, base.problem.code) == (shipped, "model_choice_unreadable")
    assert str(home) in base.problem.text("ko")


@pytest.mark.parametrize("name", ["../../elsewhere", "/etc"])
def test_a_choice_never_leads_out_of_the_folder(home, shipped, name):
    home.mkdir(parents=True)
    told = {"schema": "cdss.model-choice/1", "use": name, "former": "", "sha256": "", "over": ""}
    (home / "active.json").write_text(json.dumps(told), encoding="utf-8")
    assert chosen_over(home, Base(shipped)).problem.code == "model_choice_unreadable"


def test_an_installed_model_that_is_gone_or_changed_gives_way_to_the_shipped_one(home, shipped, release):
    folder = install(release("0.5.0"), home, shipped, fine)
    (folder / "SHA256SUMS").write_text("", encoding="utf-8")
    base = chosen_over(home, Base(shipped))
    assert (base.folder, base.problem.code) == (shipped, "model_choice_gone")
    shutil.rmtree(folder)
    assert chosen_over(home, Base(shipped)).problem.code == "model_choice_gone"
    again = install(release("0.5.1"), home, shipped, fine)
    assert chosen_over(home, Base(shipped)).folder == again
    with pytest.raises(BundleError, match="no longer"):
        go_back(home, shipped)
    assert chosen_over(home, Base(shipped)).folder == again


def test_without_a_former_model_there_is_no_way_back(home, shipped):
    with pytest.raises(BundleError, match="no former model"):
        go_back(home, shipped)


def test_one_of_this_user_goes_before_one_of_the_whole_computer(tmp_path, shipped, release, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "user"))
    monkeypatch.setattr(module, "machine_dir", lambda: tmp_path / "machine")
    monkeypatch.setattr(module, "model_dir", lambda: shipped)
    assert module.base_folder() == shipped
    everyone = install(release("0.5.0"), module.home_of(machine=True), module.below(machine=True).folder, fine)
    assert module.base_folder() == everyone
    own = install(release("0.6.0"), module.home_of(), module.below(machine=False).folder, fine)
    assert module.base_folder() == own and set(models_here()) == {own, everyone}
    install(release("0.7.0"), module.home_of(machine=True), shipped, fine)
    assert named(module.base_folder()).version == "0.7.0"


KILLED = """
import os, signal, sys
from pathlib import Path
from cdss.bundle import installed
from cdss.bundle.model_file import read_model_file
from cdss.bundle.trust import Key, Trust
file, home, shipped, key, where = sys.argv[1:]
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)
if where == "unpacking":
    from cdss.bundle.model_file import ModelFile
    whole = ModelFile.unpack
    ModelFile.unpack = lambda self, folder: (whole(self, folder), die())
elif where == "named":
    installed._choose = die
elif where == "switching":
    installed.write_whole = die
elif where == "switched":
    installed.name_on_disk = lambda path: die() if (path / "active.json").exists() else None
trust = Trust((Key("makers", key, "2026-11-22", ours=True),))
installed.install(read_model_file(Path(file), trust), Path(home), Path(shipped), die if where == "trial" else print)
"""


@pytest.mark.parametrize(
    ("where", "used"),
    [("unpacking", "0.4.0"), ("trial", "0.4.0"), ("named", "0.4.0"), ("switching", "0.4.0"), ("switched", "0.5.0")],
)
def test_a_program_killed_in_the_middle_leaves_the_one_model_or_the_other(home, shipped, release, trust, where, used):
    file = release("0.5.0")
    home.mkdir(parents=True)
    words = [str(file.path), str(home), str(shipped), trust.keys[0].key, where]
    done = subprocess.run([sys.executable, "-c", KILLED, *words], check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    base = chosen_over(home, Base(shipped))
    assert named(base.folder).version == used and base.problem is None
    fine(base.folder)
    folder = install(release("0.6.0"), home, shipped, fine)
    assert fingerprint(folder) and not list(home.glob(".new-*")), "what the killed one left is gone"
    assert version_in_use(home, shipped) == "0.6.0"
