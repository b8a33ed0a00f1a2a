"""A work folder that holds a training is used only on purpose, and only with the settings it was begun with."""

from __future__ import annotations

import pytest

from cdss.core.errors import CdssError
from cdss.training.work_folder import Settings, check_work, held, write_settings


@pytest.fixture
def work(tmp_path):
    """Begun with the released settings: two checkpoints and a result."""
    write_settings(tmp_path, Settings())
    for name in ("ecg-0.ckpt", "ecg-1.ckpt", "image.safetensors"):
        (tmp_path / name).touch()
    (tmp_path / "remarks.txt").touch()
    return tmp_path


def test_an_empty_or_absent_folder_is_free(tmp_path):
    check_work(tmp_path, Settings(), resume=False)
    check_work(tmp_path / "new", Settings(), resume=True)


def test_without_resume_it_is_refused_saying_what_it_holds(work):
    with pytest.raises(CdssError) as raised:
        check_work(work, Settings(), resume=False)
    said = str(raised.value)
    assert "ecg-0.ckpt, ecg-1.ckpt, image.safetensors, training.json" in said and "remarks" not in said
    assert "--resume" in said and "another folder" in said and str(work) in said


def test_many_files_are_counted(work):
    for k in range(7):
        (work / f"fusion-{k}.ckpt").touch()
    with pytest.raises(CdssError, match=r"fusion-2\.ckpt, \+ 6\)"):
        check_work(work, Settings(), resume=False)


def test_with_resume_the_same_settings_go_on(work):
    check_work(work, Settings(), resume=True)


@pytest.mark.parametrize(
    ("settings", "what"),
    [
        (Settings(seed=4), "seed = 0, now 4"),
        (Settings(early_stopping=2), "early_stopping = None, now 2"),
        (Settings(patients="5f0c"), "patients = public sets, now 5f0c"),
    ],
)
def test_with_resume_other_settings_are_refused(work, settings, what):
    with pytest.raises(CdssError, match=what):
        check_work(work, settings, resume=True)


def test_a_folder_from_before_settings_were_kept_counts_as_the_released_ones(work):
    (work / "training.json").unlink()
    check_work(work, Settings(), resume=True)
    with pytest.raises(CdssError, match="seed = 0, now 1"):
        check_work(work, Settings(seed=1), resume=True)
    assert held(work) == ("ecg-0.ckpt", "ecg-1.ckpt", "image.safetensors")
