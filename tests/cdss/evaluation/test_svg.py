"""Drawings: where points fall, that texts are escaped, and that lines differ without colour."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from cdss.evaluation.svg import HEIGHT, LEFT, STYLES, TOP, WIDTH, Axis, Dot, Trace, dot_chart, inside, line_chart

UNIT = Axis(0, 1, "share")
NS = "{http://www.w3.org/2000/svg}"


def parsed(drawing):
    return ElementTree.fromstring(drawing)


def drawn(traces, **more):
    return line_chart("ROC curve: AF", UNIT, UNIT, traces, **more)


@pytest.mark.parametrize(
    ("axis", "ticks"),
    [
        (Axis(0, 1, ""), [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (Axis(-0.02, 0.13, ""), [0, 0.05, 0.1]),
        (Axis(0.6, 1.0, ""), [0.6, 0.7, 0.8, 0.9, 1.0]),
        (Axis(0, 40, ""), [0, 10, 20, 30, 40]),
    ],
)
def test_ticks_are_round_and_inside(axis, ticks):
    assert axis.ticks() == pytest.approx(ticks)


def test_a_line_runs_from_corner_to_corner():
    path = next(p for p in parsed(drawn([Trace("m", [0, 1], [0, 1])])).iter("path") if p.get("stroke") == STYLES[0][0])
    first, last = path.get("d")[1:].split("L")
    assert [float(v) for v in first.split()] == [LEFT, HEIGHT - 44]
    assert [float(v) for v in last.split()] == [WIDTH - 12, TOP]


def test_every_line_has_a_colour_and_a_dash_of_its_own():
    assert len(set(STYLES)) == len({colour for colour, _ in STYLES}) == len({dash for _, dash in STYLES}) == len(STYLES)
    root = parsed(drawn([Trace(f"line {i}", [0, 1], [0, i / 7]) for i in range(7)]))
    legend = [p for p in root.iter("path") if "h34" in p.get("d")]
    assert [(p.get("stroke"), p.get("stroke-dasharray", "")) for p in legend] == list(STYLES)
    assert [t.text for t in root.iter("text")][-7:] == [f"line {i}" for i in range(7)]


def test_colours_are_dark_enough_to_be_read_on_white():
    def luminance(colour):
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert all(1.05 / (luminance(colour) + 0.05) >= 4.5 for colour, _ in STYLES)


def test_axes_are_named_and_the_drawing_says_what_it_is():
    root = parsed(line_chart("Reliability", Axis(0, 1, "predicted <p>"), Axis(0, 1, "observed & seen"), []))
    texts = [t.text for t in root.iter("text")]
    assert "predicted <p>" in texts and "observed & seen" in texts
    assert root.get("role") == "img" and root.get("aria-label") == "Reliability" == root.find("title").text


def test_names_are_escaped():
    drawing = line_chart('<script>"', UNIT, UNIT, [Trace("a < b & c", [0, 1], [0, 1])])
    assert "<script>" not in drawing and "a &lt; b &amp; c" in drawing
    assert parsed(drawing).get("aria-label") == '<script>"'


def test_a_band_is_drawn_and_what_is_not_known_is_left_out():
    root = parsed(drawn([Trace("m", [0, 0.5, 1], [0, None, 1], ([0, None, 0.8], [0.2, 0.5, 1]))]))
    (polygon,) = root.iter("polygon")
    assert len(polygon.get("points").split()) == 4
    assert "None" not in drawn([Trace("m", [0, 0.5, 1], [0, None, 1], ([0, None, 0.8], [0.2, 0.5, 1]), dots=True)])


def test_what_leaves_the_axes_is_cut_off():
    path = next(
        p for p in parsed(drawn([Trace("m", [0, 1], [0.5, -0.5])])).iter("path") if p.get("stroke") == STYLES[0][0]
    )
    _, last = path.get("d")[1:].split("L")
    assert [float(v) for v in last.split()] == [LEFT + (WIDTH - LEFT - 12) / 2, HEIGHT - 44]
    root = parsed(drawn([Trace("m", [0, 1], [0, 1], ([-3, 0.5], [0.5, 9]))]))
    heights = [float(p.split(",")[1]) for p in next(root.iter("polygon")).get("points").split()]
    assert min(heights) >= TOP and max(heights) <= HEIGHT - 44


@pytest.mark.parametrize(
    ("points", "pieces"),
    [
        ([(0, 0.2), (1, 0.8)], [[(0, 0.2), (1, 0.8)]]),
        ([(0, 2), (1, 3)], []),
        ([(0, 2), (1, 0), (2, 2)], [[(0.5, 1), (1, 0), (1.5, 1)]]),
        ([(0, 0.5), (1, 1.5), (2, 0.5)], [[(0, 0.5), (0.5, 1)], [(1.5, 1), (2, 0.5)]]),
        ([(0, -1), (1, 2)], [[(pytest.approx(1 / 3), 0), (pytest.approx(2 / 3), 1)]]),
        ([(0, 1), (1, 1), (2, 1.5)], [[(0, 1), (1, 1)]]),
    ],
)
def test_a_line_is_cut_into_the_pieces_inside(points, pieces):
    found = inside(points, 0, 1)
    assert [[(x, pytest.approx(y)) for x, y in piece] for piece in found] == pieces


def test_reliability_has_dots_with_their_intervals():
    root = parsed(drawn([Trace("m", [0.2, 0.6], [0.1, 0.7], ([0.05, 0.6], [0.2, 0.8]), dots=True)], diagonal=True))
    assert len(list(root.iter("circle"))) == 2 and not list(root.iter("polygon"))
    assert any(p.get("stroke-dasharray") == "1 3" for p in root.iter("path"))


def test_dots_stand_in_rows_at_their_value():
    root = parsed(dot_chart("by sex", Axis(0.5, 1, "AUROC"), [Dot("women", 0.75, 0.7, 0.8), Dot("men", 1.0, 0.4, 1.2)]))
    first, second = root.iter("circle")
    assert float(first.get("cx")) == pytest.approx((170 + WIDTH + 60 - 12) / 2, abs=0.1)
    assert float(second.get("cx")) == WIDTH + 60 - 12 and float(second.get("cy")) > float(first.get("cy"))
    strokes = [p.get("d") for p in root.iter("path") if p.get("stroke") == STYLES[0][0]]
    assert strokes[1].startswith("M170.0 ") and strokes[1].endswith("H428.0")  # an interval ends where the axis does
