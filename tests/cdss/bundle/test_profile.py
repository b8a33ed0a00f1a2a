"""A hospital's profile: what it says, how it is taken over, and why another folder is not."""

import json
import shutil
from datetime import UTC, datetime

import pytest

from cdss.bundle.derive import write_site_bundle
from cdss.bundle.load import open_bundle, write_sums
from cdss.bundle.local import chosen
from cdss.bundle.profile import SHOWN_PATTERNS, Gain, UnfitProfile, adopt, profile_of
from cdss.core.paths import model_dir

NOW = datetime(2026, 11, 21, 18, 45, tzinfo=UTC)
OUTPUT = {"slope": 0.9, "intercept": -0.3, "n": 400, "events": 61, "ece": [0.038, 0.029], "log_loss": [0.4, 0.39]}
TABLE = {"site": "seoul", "created": "2026-11-20", "cases": 400, "outputs": {"admission": OUTPUT}}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """The bundle that ships, its heavy weights cut to stubs: hashes are of what is there, and nobody signed that."""
    folder = tmp_path_factory.mktemp("shipped") / "cdss-triage"
    folder.mkdir()
    for path in model_dir().iterdir():
        if path.suffix == ".safetensors":
            (folder / path.name).write_bytes(path.name.encode())
        elif path.name not in ("SHA256SUMS", "SIGNATURE.json"):
            shutil.copyfile(path, folder / path.name)
    write_sums(folder)
    return folder


@pytest.fixture
def made(shipped, tmp_path):
    folder = tmp_path / "from-seoul"
    write_site_bundle(open_bundle(shipped), folder, TABLE, "## Calibrated\n")
    return folder


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_the_shipped_calibration_is_of_no_hospital_and_has_thresholds(shipped):
    profile = profile_of(shipped)
    assert (profile.site, profile.cases, profile.gains) == ("", 0, ())
    read = json.loads((model_dir() / "calibration.json").read_text(encoding="utf-8"))
    assert dict(profile.cuts) == {p: tuple(read["patterns"][p]["cut"]) for p in SHOWN_PATTERNS}
    assert all(list(cut) == sorted(cut) and len(cut) == 4 for _, cut in profile.cuts)


def test_a_profile_says_whose_it_is_and_what_it_gave(made):
    profile = profile_of(made)
    assert (profile.site, profile.created, profile.cases) == ("seoul", "2026-11-20", 400)
    assert profile.gains == (Gain("admission", 400, 61, 0.038, 0.029),)


def test_taken_over_it_is_a_copy_that_is_loaded_from_now_on(made, shipped, home):
    folder = adopt(made, shipped, home, NOW)
    assert folder == home / "seoul-20261121-184500"
    found = chosen(shipped, home)
    assert found.folder == folder and found.local and not found.stale
    shutil.rmtree(made)
    assert profile_of(folder).site == "seoul"


def refused(folder, shipped, home):
    with pytest.raises(UnfitProfile) as caught:
        adopt(folder, shipped, home, NOW)
    assert chosen(shipped, home).folder == shipped and list(home.iterdir()) == []
    return caught.value


def test_a_folder_that_is_none_or_was_changed_is_refused_by_what_is_wrong(made, shipped, home, tmp_path):
    assert "from-nowhere" in str(refused(tmp_path / "from-nowhere", shipped, home))
    (made / "MODEL_CARD.md").write_text("changed", encoding="utf-8")
    error = refused(made, shipped, home)
    assert "MODEL_CARD.md" in str(error) and "Nothing was changed" in str(error)
    assert "바뀐 것은 없습니다" in error.words("ko")


def test_a_model_that_was_not_calibrated_is_refused(shipped, home, tmp_path):
    copy = shutil.copytree(shipped, tmp_path / "copy")
    assert "was not calibrated to a hospital" in str(refused(copy, shipped, home))


def test_a_profile_of_another_model_is_refused(made, shipped, home):
    (made / "ecg.safetensors").write_bytes(b"another network")
    write_sums(made)
    assert "another model" in str(refused(made, shipped, home))


def test_a_table_without_its_figures_is_said_and_not_guessed(made, shipped, home):
    path = made / "calibration.json"
    read = json.loads(path.read_text(encoding="utf-8"))
    del read["site_calibration"]["outputs"]["admission"]["ece"]
    path.write_text(json.dumps(read), encoding="utf-8")
    with pytest.raises(ValueError, match="ece"):
        profile_of(made)
    write_sums(made)
    refused(made, shipped, home)
