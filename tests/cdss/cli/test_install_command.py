"""``cdss pack-bundle`` and ``cdss install``: the real model as a newer release, tried out, used, taken back, and entered."""

import json
import shutil

import pytest

from cdss.__main__ import main
from cdss.audit.log import FOLDER
from cdss.audit.opening import codec_of
from cdss.audit.verify import entries, verify
from cdss.bundle.installed import base_folder, home_of, named
from cdss.bundle.load import open_bundle
from cdss.bundle.local import FOLDER as CALIBRATED
from cdss.bundle.local import activate
from cdss.cli.info import facts_of
from cdss.core.data_key import forget_key
from cdss.core.paths import model_dir, user_dir


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    yield
    forget_key(user_dir())


def run(*words):
    return main([str(word) for word in words])


@pytest.fixture
def make(tmp_path, capsys):
    """Packs the model that ships as another version, signed with the hospital's own key, which is trusted; ``but`` leaves out."""
    key = tmp_path / "key.pem"

    def made(version, *but, trust=True):
        folder = tmp_path / f"model-{version}"
        shutil.copytree(model_dir(), folder, ignore=shutil.ignore_patterns("SIGNATURE.json", *but))
        path = folder / "metadata.json"
        told = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps({**told, "version": version}), encoding="utf-8")
        assert run("sign-bundle", folder, "--key", key, *(() if key.exists() else ("--new-key",))) == 0
        if trust:
            assert run("trust", "--add", key, "--name", "North") == 0
        out = tmp_path / f"cdss-triage-{version}.model"
        assert run("pack-bundle", folder, "--out", out) == 0
        return out

    return made


def kinds():
    log = user_dir() / FOLDER
    assert verify(log, codec_of(log)).fault is None
    return [(entry.kind, entry.details) for entry in entries(log, codec_of(log))]


def test_a_newer_model_is_installed_used_by_every_command_and_taken_back(make, capsys):
    file = make("0.5.0")
    assert f"cdss install {file}" in capsys.readouterr().out
    shipped = named(model_dir())
    assert run("install", file) == 0
    said = capsys.readouterr().out
    assert "cdss-triage 0.5.0, signed by North" in said and "In use now: cdss-triage 0.4.0" in said
    assert "cdss-triage 0.5.0 is in use from now on" in said and "set aside" not in said
    new = open_bundle(base_folder())
    assert new.identity.version == "0.5.0" and facts_of(base_folder(), "cpu")["model"]["signed_by"] == "North"
    assert run("info", "--json") == 0
    assert json.loads(capsys.readouterr().out)["model"]["version"] == "0.5.0"
    assert run("install") == 0
    said = capsys.readouterr().out
    assert f"in use   cdss-triage 0.5.0  {new.identity.sha256}" in said and f"0.4.0  {shipped.sha256}" in said
    with pytest.raises(SystemExit):
        run("install", file, "--back")
    assert run("install", file) == 2 and "in use already" in capsys.readouterr().err
    assert run("install", "--back", "--language", "ko") == 0
    assert "cdss-triage 0.4.0을(를) 다시 사용합니다" in capsys.readouterr().out and base_folder() == model_dir()
    told = [one for one in kinds() if one[0].startswith("model")]
    assert [kind for kind, _ in told] == ["model_installed", "model_returned"]
    assert told[0][1] == {
        **{"model": "cdss-triage", "model_version": "0.5.0", "model_sha256": new.identity.sha256},
        **{"former_model": "cdss-triage", "former_model_version": "0.4.0", "former_model_sha256": shipped.sha256},
        "signed_with": new.signature.fingerprint,
    }
    assert told[1][1]["model_sha256"] == shipped.sha256 and "signed_with" not in told[1][1]


def test_a_model_that_cannot_assess_the_demonstration_patient_is_not_used(make, capsys):
    file = make("0.5.0", "fusion.safetensors")
    assert run("install", file) == 2
    assert "could not assess the demonstration patient" in capsys.readouterr().err
    assert base_folder() == model_dir() and [p.name for p in home_of().iterdir()] == ["lock"]
    assert "model_installed" not in [kind for kind, _ in kinds()]


def test_what_is_older_unknown_or_no_update_is_refused_and_nothing_is_written(make, tmp_path, capsys):
    assert run("install", make("0.3.0", trust=False)) == 2
    assert "not trusted here" in capsys.readouterr().err
    assert run("install", make("0.2.0")) == 2
    assert "not newer than 0.4.0" in capsys.readouterr().err
    assert run("install", tmp_path / "nowhere.model") == 2
    assert "no whole file of a model (" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        run("install", tmp_path / "x", "--back")
    assert run("install", "--back") == 2 and "no former model" in capsys.readouterr().err
    assert not home_of().exists() or [p.name for p in home_of().iterdir()] == ["lock"]


def test_a_hospital_is_told_that_its_calibration_no_longer_counts(make, capsys):
    home = user_dir() / CALIBRATED
    shutil.copytree(model_dir(), home / "north")
    activate(home, home / "north", model_dir())
    assert run("install", make("0.5.0")) == 0
    assert "calibration was made for the former model and is set aside" in capsys.readouterr().out
    assert run("install", "--back") == 0
    assert "set aside" not in capsys.readouterr().out


def test_an_older_one_is_taken_where_that_is_asked_for_and_the_disk_may_refuse(make, capsys, tmp_path):
    file = make("0.3.0")
    home_of().parent.mkdir(parents=True, exist_ok=True)
    home_of().write_text("a file stands where the folder should be", encoding="utf-8")
    assert run("install", file, "--older") == 2
    assert "The model in use stays" in capsys.readouterr().err
    home_of().unlink()
    assert run("install", file, "--older") == 0
    assert named(base_folder()).version == "0.3.0"


def test_a_bundle_that_nobody_signed_or_a_place_that_cannot_be_written_makes_no_file(make, tmp_path, capsys):
    make("0.5.0")
    folder = tmp_path / "model-0.5.0"
    assert run("pack-bundle", folder, "--out", tmp_path / "nowhere" / "x.model") == 2
    assert "cannot be written" in capsys.readouterr().err
    (folder / "SIGNATURE.json").unlink()
    assert run("pack-bundle", folder, "--out", tmp_path / "x.model") == 2
    assert "Nobody signed" in capsys.readouterr().err and not (tmp_path / "x.model").exists()
