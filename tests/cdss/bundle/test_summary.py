"""The card in short: the figures are those of the bundle, in both languages, and nothing of it is left untold."""

import json
import re
import shutil

import pytest

from cdss.bundle.summary import FIGURES, card_summary
from cdss.core.paths import model_dir
from cdss.core.sentences import sentence


@pytest.fixture
def bundle(tmp_path):
    for name in ("metadata.json", "MODEL_CARD.md"):
        shutil.copy(model_dir() / name, tmp_path / name)
    return tmp_path


def change(bundle, **what):
    told = json.loads((bundle / "metadata.json").read_text(encoding="utf-8"))
    (bundle / "metadata.json").write_text(json.dumps({**told, **what}), encoding="utf-8")


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_chosen_figure_stands_with_its_value_interval_and_number(language):
    metrics = json.loads((model_dir() / "metadata.json").read_text(encoding="utf-8"))["metrics"]
    text = card_summary(model_dir(), language)
    for name, called, split in FIGURES:
        (one,) = [m for m in metrics if (m["name"], m["split"]) == (called, split)]
        low, high = one["ci"]
        row = f"| {one['value']:.3f} ({low:.3f}–{high:.3f}) | {one['n']:,} |"
        assert sentence(f"card_figure_{name}", {}, language) + f" {row}" in text


def test_a_changed_figure_is_shown_changed(bundle):
    metric = {"name": "Film: AUROC pneumonia", "split": "test patients", "value": 0.7, "ci": [0.6, 0.8], "n": 1234}
    change(bundle, metrics=[metric])
    text = card_summary(bundle, "ko")
    assert "| X선 폐렴 AUROC (NIH) | 0.700 (0.600–0.800) | 1,234 |" in text and text.count("AUROC (NIH)") == 1


def test_all_of_the_limits_that_ship_are_in_korean_and_a_new_one_stands_as_it_is(bundle):
    text = card_summary(model_dir(), "ko")
    limits = text.partition("## 한계")[2].partition("## ")[0].strip().splitlines()
    told = json.loads((model_dir() / "metadata.json").read_text(encoding="utf-8"))
    assert len(limits) == len(told["limits"]) and all(re.search("[가-힣]", line) for line in limits)
    change(bundle, limits=[*told["limits"], "Made up for a test."])
    assert "- Made up for a test." in card_summary(bundle, "ko")


def test_missed_floors_are_counted_in_the_card(bundle):
    listed = (model_dir() / "MODEL_CARD.md").read_text(encoding="utf-8").partition("that are missed")[2]
    many = listed.partition("\n## ")[0].count("\n- ")
    assert many > 0 and f"지표: {many}개." in card_summary(model_dir(), "ko")
    (bundle / "MODEL_CARD.md").write_text(
        "# Model card\n\n## Floors of the design that are missed\n\n- one\n\n## Next\n- two"
    )
    assert "missed the floor of their design: 1." in card_summary(bundle, "en")
    (bundle / "MODEL_CARD.md").write_text("# Model card\n")
    assert "missed the floor" not in card_summary(bundle, "en")


def test_a_failed_method_is_called_failed(bundle):
    change(bundle, explanations={"image_cam": {"status": "failed"}, "vitals_shap": {"status": "not_measured"}})
    text = card_summary(bundle, "ko")
    assert (
        "흉부 X선의 Grad-CAM: 실패: 기본으로 숨김" in text
        and "활력징후, 나이, 내원 방법, 과거력의 SHAP: 측정하지 않음" in text
    )


@pytest.mark.parametrize("broken", ["", "{", "[]", "{}"])
def test_what_cannot_be_read_is_said(bundle, broken):
    (bundle / "metadata.json").write_text(broken, encoding="utf-8")
    assert card_summary(bundle, "en") == "The figures of the model cannot be read: metadata.json is missing or damaged."
