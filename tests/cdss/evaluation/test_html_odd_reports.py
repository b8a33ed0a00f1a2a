"""The page of reports that hold little, hold what could not be computed, or hold text that would be markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from cdss.evaluation.curve_set import AXES
from cdss.evaluation.html import drawn_curve, page
from cdss.evaluation.html_tables import anchor_table, data_table, figure_list, figure_matrix, floor_table, timing_table

HOSTILE = "<script>alert(1)</script>\"'&<img src=x onerror=alert(2)>"


class Tags(HTMLParser):
    """Names of the tags and of their attributes."""

    def __init__(self):
        super().__init__()
        self.tags, self.attributes = set(), set()

    def handle_starttag(self, tag, attributes):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attributes}


def parsed(html):
    reader = Tags()
    reader.feed(html)
    return reader


def curve(kind="roc", y=(0.0, 0.5, 1.0), low=(0.0, 0.4, 0.9), high=(0.1, 0.6, 1.0), **more):
    x_label, y_label = AXES[kind]
    line = {"name": "this model", "x": [0.0, 0.5, 1.0], "y": list(y), "low": list(low), "high": list(high)}
    whole = {
        "kind": kind,
        "section": "ecg",
        "title": "AF",
        "x_label": x_label,
        "y_label": y_label,
        "split": "folds 9 + 10",
    }
    return {**whole, "n": 9, "positives": 4, "resamples": 10, "lines": [line], **more}


def assert_harmless(html):
    found = parsed(html)
    assert not found.tags & {"script", "img", "iframe", "b"}
    assert not {name for name in found.attributes if name.startswith("on")}
    assert "<script" not in html and "<img" not in html


def hostile_report(report, figure):
    """Every text that a report can hold is hostile; sections keep their keys."""
    made = report(
        figure(HOSTILE, HOSTILE, 0.5, HOSTILE, section="ecg"),
        figure(HOSTILE, f"{HOSTILE} 2", None, HOSTILE, section="subgroups"),
        figure("a", "AUROC admission", 0.5, HOSTILE, section="subgroups"),
        figure(f"gap {HOSTILE}", "AUROC admission", 0.5, HOSTILE, section="subgroups"),
    )
    made["command"] = HOSTILE
    made["model"] |= dict.fromkeys(("name", "version", "sha256", "weights_sha256", "intended_use"), HOSTILE)
    made["model"]["limits"] = [HOSTILE]
    made["model"]["training_data"] = [{"name": HOSTILE, "n": 1, "licence": HOSTILE, "credit": HOSTILE}]
    made["data"] = [{"file": HOSTILE, "sha256": HOSTILE, "n": None}]
    made["sections"] = [{**s, "title": HOSTILE, "words": HOSTILE} for s in made["sections"]]
    judged = {**made["figures"][0], "floor": 0.4, "aim": 0.6, "at_most": False, "reached": True, "aim_reached": False}
    made["floors"] = [{**judged, "source": HOSTILE}]
    texts = dict.fromkeys(("task", "published", "value", "source", "caution"), HOSTILE)
    made["anchors"] = [{**texts, "ours": None}]
    line = {**curve()["lines"][0], "name": HOSTILE}
    made["curves"] = [curve(title=HOSTILE, split=HOSTILE, x_label=HOSTILE, y_label=HOSTILE, lines=[line])]
    made["timing"] = {
        "evaluation_seconds": {HOSTILE: 1.0},
        "benchmark": [{"name": HOSTILE, "value": 1.0, "unit": HOSTILE, "n": 1}],
    }
    return made


def test_no_text_of_a_report_becomes_markup_wherever_it_stands(report, figure):
    html = page(hostile_report(report, figure))
    assert_harmless(html)
    assert html.count("&lt;script&gt;") > 30  # it is there, as text


@pytest.mark.parametrize(
    "table",
    [
        lambda row: figure_list([row]),
        lambda row: figure_matrix([row, {**row, "part": "b"}]),
        lambda row: floor_table(
            [
                {
                    **row,
                    "floor": 0.1,
                    "aim": None,
                    "at_most": True,
                    "reached": False,
                    "aim_reached": False,
                    "source": HOSTILE,
                }
            ]
        ),
        lambda row: data_table([{"file": HOSTILE, "n": 3, "sha256": HOSTILE}]),
        lambda row: anchor_table(
            [{**dict.fromkeys(("task", "published", "value", "caution", "source"), HOSTILE), "ours": None}]
        ),
        lambda row: timing_table(
            {"evaluation_seconds": {}, "benchmark": [{"name": HOSTILE, "value": 1.0, "unit": HOSTILE, "n": 1}]}
        ),
    ],
)
def test_each_table_escapes_its_cells(figure, table):
    html = table(figure(HOSTILE, HOSTILE, 0.5, HOSTILE))
    assert_harmless(html)
    assert "&lt;script&gt;" in html


# sections without figures -------------------------------------------------------------------------------------------------


def test_a_report_without_a_figure_is_still_a_page(report):
    html = page(report())
    assert "0 reached, 0 missed" in html and "not measured" in html
    places = re.findall(r'<h2 id="([^"]+)">', html)
    assert places == ["floors", "anchors", "timing", "limits"]
    assert "<figure" not in html and "No STEMI claim." in html
    linked = re.findall(r'href="#([^"]+)"', html)
    assert linked == places


def test_a_section_whose_figures_are_gone_has_its_words_and_no_table(report, figure):
    made = report(figure("ECG", "AUROC AF", 0.97, "folds 9 + 10"), figure("Film", "AUROC pneumonia", 0.9))
    made["figures"] = [f for f in made["figures"] if f["section"] != "film"]
    html = page(made)
    film = html[html.index('<h2 id="film">') : html.index('<h2 id="timing">')]
    assert "Patients never trained on." in film
    assert "<table" not in film and "<figure" not in film and "charts" not in film
    ecg = html[html.index('<h2 id="ecg">') : html.index('<h2 id="film">')]
    assert ecg.count("<table") == 1 and "0.970" in ecg


def test_tables_of_nothing_are_nothing():
    assert figure_list([]) == "" and figure_matrix([]) == ""
    for html in (floor_table([]), data_table([]), anchor_table([])):
        assert "<thead>" in html and "<tbody></tbody>" in html


def test_subgroups_without_values_are_not_drawn(report, figure):
    made = report(
        figure("sex: women", "AUROC admission", None, "2020, all ages", section="subgroups"),
        figure("sex: men", "AUROC admission", None, "2020, all ages", section="subgroups"),
    )
    html = page(made)
    assert "<circle" not in html and html.count("<td>–<small>–</small>") == 2


def test_a_value_without_an_interval_stands_in_the_table_and_not_in_the_drawing(report, figure):
    women = figure("sex: women", "AUROC admission", 0.8, "2020, all ages", section="subgroups")
    men = {**figure("sex: men", "AUROC admission", 0.7, "2020, all ages", section="subgroups"), "ci": [None, None]}
    html = page(report(women, men))
    assert html.count("<circle") == 1
    assert "<td>0.700<small>–</small>" in html


# curves with gaps ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["roc", "precision-recall", "reliability", "decision"])
def test_a_curve_with_a_point_that_could_not_be_computed_is_drawn_without_it(kind):
    html = drawn_curve(curve(kind, y=(0.1, None, 0.8), low=(0.0, None, 0.7), high=(0.2, None, 0.9)))
    assert "None" not in html and "nan" not in html.lower().replace("nance", "")
    assert ("<circle" in html) == (kind == "reliability")
    if kind == "reliability":
        assert html.count("<circle") == 2


def test_a_line_without_a_band_is_drawn():
    made = curve()
    made["lines"][0] |= {"low": None, "high": None}
    assert "<polygon" not in drawn_curve(made) and "<polygon" in drawn_curve(curve())
