"""The model card says what the JSON report says, and hides nothing of it."""

from __future__ import annotations

import inspect

import pytest

from cdss.evaluation import card as card_module
from cdss.evaluation.card import card
from cdss.evaluation.html import page
from cdss.evaluation.html_tables import COLUMNS

COMPOSITE = "2020 composite, test donors"


def test_the_card_prints_each_figure_with_its_interval_and_its_cases(report, figure):
    text = card(report(figure("ECG", "AUROC AF", 0.9712, "fold 10", 231)))
    assert "# Model card: cdss-triage 1.2.3" in text
    assert "| ECG | AUROC AF | 0.971 | 0.951 to 0.991 | 231 (40) | fold 10 |" in text
    assert (
        "seed 20" in text
        and "`python -m cdss evaluate --data DIR --out report`" in text
        and "`bbbbbbbbbbbbbbbb`" in text
    )


def test_use_limits_and_data_are_those_of_the_report(report):
    text = card(report())
    assert "**Intended use.** For use by <tests>." in text
    assert "- No STEMI claim.\n- One hospital & no other." in text
    assert "- Visits: n = 12; free; nobody" in text
    assert "- `nhamcs/visits.csv`, SHA-256 `cccccccccccccccc`, 12 rows" in text


def test_the_card_knows_nothing_but_the_report():
    """Neither the bundle nor the texts of training: the report carries all that is said."""
    source = inspect.getsource(card_module)
    imported = [line for line in source.splitlines() if line.startswith(("import", "from"))]
    assert {line.split()[1] for line in imported} == {
        "__future__",
        "collections.abc",
        "typing",
        "cdss.evaluation.html_tables",
        "cdss.evaluation.sections",
    }


def parted(text):
    missed = text.split("## Floors of the design that are missed")[1].split("##")[0]
    reached = text.split("## Floors of the design that are reached")[1].split("##")[0]
    return missed, reached


def test_missed_and_reached_floors_are_both_named(report, figure):
    made = report(
        figure("ECG", "AUROC AF", 0.95, "folds 9 + 10"), figure("Film", "AUROC pneumonia", 0.9412, "test patients")
    )
    missed, reached = parted(card(made))
    assert "- ECG, AUROC AF (folds 9 + 10): 0.950, floor 0.960" in missed and "Film" not in missed
    assert "- Film, AUROC pneumonia (test patients): 0.941, floor 0.900, aim 0.940 (reached)" in reached


def test_where_nothing_is_missed_it_says_so(report, figure):
    missed, reached = parted(card(report(figure("ECG", "AUROC AF", 0.97, "folds 9 + 10"))))
    assert "None of those measured." in missed and "None" not in reached


def test_falling_behind_boosting_names_boosting_as_the_source(report, figure):
    pair = (
        figure("Note + vitals", "AUROC admission", 0.84, "2020"),
        figure("Note + vitals", "AUROC admission, gradient boosting", 0.85, "2020"),
    )
    missed, _ = parted(card(report(*pair)))
    assert "AUROC admission (2020): 0.840, floor 0.845 (gradient boosting in the same run), aim 0.860" in missed


def test_a_calibration_error_has_a_ceiling(report, figure):
    missed, _ = parted(card(report(figure("Note + vitals", "ECE admission", 0.03, "2020, all ages"))))
    assert "0.030, at most 0.020" in missed


def test_patterns_stand_in_a_table_of_their_own(report, figure):
    figures = [
        figure(part, name, value, COMPOSITE, n)
        for part, name, value, n in (
            ("image", "AUROC pneumonia", 0.88, 900),
            ("image", "AUROC acs", 0.55, 1000),
            ("note", "AUROC pneumonia", 0.81, 700),
            ("ecg", "AUROC acs", 0.7, 700),
            ("note", "mean size of the condition set", 3.4, 700),
        )
    ]
    text = card(report(*figures))
    assert "| Part | AUROC pneumonia | AUROC acs | n |\n|---|---|---|---|\n" in text
    assert "| image | 0.880 (0.860 to 0.900) | 0.550 (0.530 to 0.570) | 900-1000 |" in text
    assert "| note | 0.810 (0.790 to 0.830) |  | 700 |" in text
    assert f"| note | mean size of the condition set | 3.400 | 3.380 to 3.420 | 700 (40) | {COMPOSITE} |" in text


def test_of_the_subgroups_the_card_has_the_gaps(report, figure):
    where = "2020, all ages: men minus women"
    text = card(
        report(
            figure("sex: men", "AUROC admission", 0.80, "2020, all ages", section="subgroups"),
            figure("gap by sex", "AUROC admission", -0.03, where, section="subgroups"),
        )
    )
    assert f"| gap by sex | AUROC admission | -0.030 | -0.050 to -0.010 | 100 (40) | {where} |" in text
    assert "| sex: men |" not in text


def test_published_figures_stand_beside_ours(report, figure):
    text = card(report(figure("Note + vitals", "AUROC admission", 0.833, "2020, 16 years and older", 11801)))
    row = next(line for line in text.splitlines() if line.startswith("| hospital admission |"))
    assert "| 0.82 | 0.833 | 0.813 to 0.853 | 11801 |" in row and "Xie et al." in row
    unmeasured = next(line for line in text.splitlines() if line.startswith("| KTAS level by machine learning |"))
    assert "| 0.92 | – | – | – |" in unmeasured


@pytest.mark.parametrize("value", [None])
def test_what_could_not_be_computed_is_a_dash(report, figure, value):
    assert "| ECG | AUROC AF | – | – | 0 (40) | fold 10 |" in card(
        report(figure("ECG", "AUROC AF", value, "fold 10", 0))
    )


def test_times_are_printed_with_their_unit_and_runs(report):
    text = card(report())
    assert "| assess: all | 87.65 | ms | 5 |" in text
    assert "Taken by this evaluation; `cdss benchmark --device cpu` measures" in text


def test_the_times_say_on_how_many_cores(report):
    made = report()
    made["timing"]["cores"] = 2
    words = "Taken by this evaluation on 2 processor cores; "
    assert words in card(made) and words in page(made)


def test_wide_tables_are_split_and_keep_only_rows_with_figures(report, figure):
    figures = [figure(p, f"f{i}", 0.5, COMPOSITE) for p in ("image", "note") for i in range(COLUMNS + 1)]
    figures += [figure(p, "f0 only", None, COMPOSITE) for p in ("ecg", "vitals")]
    text = card(report(*figures))
    assert text.count("| Part | f") == 2
    assert f"| Part | f{COLUMNS} | f0 only | n |" in text
    assert "| ecg |  | – | 100 |" in text and text.count("| ecg |") == 1
