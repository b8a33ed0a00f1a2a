"""The page: every figure and curve is on it, everything is escaped, and nothing is fetched from anywhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from cdss.evaluation.curve_set import AXES
from cdss.evaluation.curves import Curve, Line, curve_json
from cdss.evaluation.html import drawn_curve, page
from cdss.evaluation.html_tables import COLUMNS, figure_matrix, interval, number, timing_table
from cdss.evaluation.sections import arranged

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Reader(HTMLParser):
    """Collects texts and links, and notes tags that are closed wrongly."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.texts, self.links, self.ids, self.tags = [], [], [], [], [], []

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        self.tags.append(tag)
        self.links += [v for k, v in found.items() if k in ("href", "src", "xlink:href")]
        self.ids += [found["id"]] if "id" in found else []
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        self.texts.append(data)


def read(html):
    reader = Reader()
    reader.feed(html)
    return reader


def curve(kind="roc", section="ecg", title="AF", names=("this model",)):
    x = np.linspace(0, 1, 11)
    lines = tuple(Line(name, x, x**2, x**2 - 0.05, x**2 + 0.05) for name in names)
    return curve_json(Curve(kind, section, title, *AXES[kind], "folds 9 + 10", 506, 35, lines))


@pytest.fixture
def whole(report, figure):
    """A page with something in every kind of section."""
    return report(
        figure("ECG", "AUROC AF", 0.9712, "folds 9 + 10", 5060),
        figure("image", "AUROC pneumonia", 0.86, "2020 composite, test donors"),
        figure("note", "AUROC pneumonia", 0.81, "2020 composite, test donors"),
        figure("sex: women", "AUROC admission", 0.8412, "2020, all ages", section="subgroups"),
        figure("sex: men", "AUROC admission", 0.8234, "2020, all ages", section="subgroups"),
        figure("gap by sex", "AUROC admission", -0.0178, "2020, all ages: men minus women", section="subgroups"),
        figure("Film", "AUROC <b>tumour</b> & more", None, "test patients"),
        curves=(curve(), curve("decision", "ecg", "admission", ("this model", "treat all", "NEWS2 >= 5 (partial)"))),
    )


def test_every_figure_is_on_the_page_with_interval_and_cases(whole):
    text = " ".join(read(page(whole)).texts)
    for f in whole["figures"]:
        assert f["name"] in text and f["part"] in text
        if f["value"] is not None:
            assert number(f["value"]) in text and interval(f["ci"]) in text
    assert "5,060 (40)" in text and "men minus women" in text


def test_identity_seed_limits_and_data_are_on_the_page(whole):
    text = " ".join(read(page(whole)).texts)
    assert "Evaluation of cdss-triage 1.2.3" in text and "seed 20" in text and "500 draws" in text
    for said in ("b" * 64, "a" * 64, "c" * 64, "nhamcs/visits.csv", "No STEMI claim.", "Not a medical device", "3.2"):
        assert said in text


def test_what_is_written_in_the_report_cannot_become_markup(whole):
    html = page(whole)
    assert "<b>" not in html and "&lt;b&gt;tumour&lt;/b&gt; &amp; more" in html
    assert "For use by &lt;tests&gt;." in html and "One hospital &amp; no other." in html
    assert "NEWS2 &gt;= 5 (partial)" in html


def test_the_page_is_well_formed_and_its_ids_are_unique(whole):
    reader = read(page(whole))
    assert reader.wrong == [] and reader.open == []
    assert len(set(reader.ids)) == len(reader.ids)


def test_nothing_is_fetched_and_nothing_runs(whole):
    html = page(whole)
    reader = read(html)
    assert all(link.startswith("#") for link in reader.links)
    assert {link[1:] for link in reader.links} <= set(reader.ids)
    assert "script" not in reader.tags and "link" not in reader.tags
    assert not re.search(r"url\((?!#)|@import|https?://(?!www\.w3\.org)", html)


def test_sections_stand_in_the_order_of_the_report_and_have_their_curves(whole):
    html = page(whole)
    places = [html.index(f'<h2 id="{s["key"]}">') for s in whole["sections"]]
    assert places == sorted(places) and len(places) == 4
    ecg = html[html.index('<h2 id="ecg">') : html.index('<h2 id="film">')]
    assert ecg.count("<svg") == 2 and "ROC curve: AF" in ecg and "Decision curve: admission" in ecg
    subgroups = html[html.index('<h2 id="subgroups">') : html.index('<h2 id="timing">')]
    assert subgroups.count("<circle") == 2  # the two groups, not their gap


def test_missed_floors_come_first_and_are_named_in_words(report, figure):
    html = page(
        report(figure("ECG", "AUROC MI", 0.84, "folds 9 + 10"), figure("ECG", "AUROC AF", 0.95, "folds 9 + 10"))
    )
    text = " ".join(read(html).texts)
    assert "1 reached, 1 missed" in text
    assert text.index("ECG: AUROC AF (missed)") < text.index("ECG: AUROC MI (reached)")


def test_a_curve_has_its_legend_its_axes_and_its_cases():
    html = drawn_curve(curve("decision", names=("this model", "treat all", "treat none")))
    texts = read(html).texts
    assert {"this model", "treat all", "treat none", "threshold probability", "net benefit per patient"} <= set(texts)
    assert any("n = 506, positives 35" in t and "folds 9 + 10" in t and "first line's" in t for t in texts)
    assert html.count("<polygon") == 1  # seven bands over each other would hide the lines


def test_an_empty_cell_of_a_matrix_stays_empty(figure):
    html = figure_matrix([figure("a", "x", 0.5), figure("b", "y", 0.25)])
    assert html.count("<td></td>") == 2 and html.count("<small>") == 4


def test_wide_tables_are_spread_over_several(figure):
    html = figure_matrix([figure(part, f"figure {i}", 0.5) for part in "ab" for i in range(COLUMNS + 3)])
    assert html.count("<table") == 2 and html.count("<td>") == 2 * (COLUMNS + 3)
    assert html.count('scope="row"') == 4


def test_figures_that_parts_share_stand_side_by_side_and_others_in_a_list(figure):
    figures = [figure("a", "x", 0.5), figure("b", "x", 0.25), figure("a", "y", 0.1)]
    again = [figure("a", "z", 0.1, "here"), figure("a", "z", 0.2, "there"), figure("b", "z", 0.3, "there")]
    shared, single = arranged([*figures, *again])
    assert [(f["part"], f["name"]) for f in shared] == [("a", "x"), ("b", "x")]
    assert single == [figures[2], *again]


def test_times_are_listed_with_their_unit_and_runs():
    benchmark = [{"name": "assess: all", "value": 87.654, "unit": "ms", "n": 5}]
    texts = read(timing_table({"evaluation_seconds": {"ecg": 3.2}, "benchmark": benchmark})).texts
    assert texts[4:] == ["assess: all", "87.65", "ms", "5", "this report: ecg", "3.2", "s", "1"]
