"""The ECG in a PDF, measured in the coordinates of the page: 25 mm is one second, 10 mm one millivolt."""

from __future__ import annotations

import re
import zlib
from pathlib import Path

import numpy as np
import pytest

from cdss.core.paths import resources_dir
from cdss.readers.ecg_wfdb import read_ecg_wfdb
from cdss.records.ecg import Ecg
from cdss.session.panes import EcgPane
from tests.ui.pdf_reader import characters_of
from ui.views.ecg_layout import LAYOUTS, PaperScale
from ui.views.ecg_view import EcgView

MM = 72.0 / 25.4
Points = list[tuple[float, float]]


def content(path: Path) -> list[bytes]:
    """The drawing of each page."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", path.read_bytes(), re.S)
    found = []
    for stream in streams:
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        if b" re\n" in text:
            found.append(text)
    return found


def shapes(page: bytes) -> tuple[list[tuple[float, float, float, float]], list[Points]]:
    """Rectangles and polylines of a page in mm from its upper left corner, every transformation applied."""
    matrix, stack = np.eye(3), []
    boxes: list[tuple[float, float, float, float]] = []
    lines: list[Points] = []

    def at(x: str, y: str) -> tuple[float, float]:
        px, py, _ = np.array([float(x), float(y), 1.0]) @ matrix
        return float(px / MM), float((595.0 - py) / MM)

    for raw in page.decode("latin1").splitlines():
        *words, last = raw.split() or [""]
        if raw.strip() in ("q", "Q", "q q", "Q q"):
            for one in raw.split():
                if one == "q":
                    stack.append(matrix)
                else:
                    matrix = stack.pop()
        elif last == "cm":
            a, b, c, d, e, f = map(float, words)
            matrix = np.array([[a, b, 0.0], [c, d, 0.0], [e, f, 1.0]]) @ matrix
        elif last == "re":
            (x0, y0), (x1, y1) = (
                at(words[0], words[1]),
                at(*(str(float(words[i]) + float(words[i + 2])) for i in (0, 1))),
            )
            boxes.append((min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)))
        elif last == "m":
            lines.append([at(*words)])
        elif last == "l":
            lines[-1].append(at(*words))
    return boxes, lines


def pane(recording: Ecg) -> EcgPane:
    return EcgPane(recording, (), (), (), None, (), "credit", awaited=False)


def stepped() -> Ecg:
    """1 mV from the second to the fourth second in every lead."""
    signal = np.zeros((12, 5000), dtype=np.float32)
    signal[:, 1000:2000] = 1.0
    return Ecg("built", signal, 500.0)


@pytest.fixture
def view(qtbot) -> EcgView:
    made = EcgView()
    qtbot.addWidget(made)
    made.resize(640, 480)  # far from true scale, which the page does not mind
    made.show()
    return made


def printed(view: EcgView, path: Path) -> list[tuple[list[tuple[float, float, float, float]], list[Points]]]:
    path.write_bytes(view.printed("demo-01"))
    return [shapes(page) for page in content(path)]


def test_what_is_printed_is_found_as_it_is_written(view: EcgView) -> None:
    view.set_pane(pane(stepped()))
    read = characters_of(view.printed("demo–01"))
    assert {"–", "·", " "} <= read and not {"\N{FIGURE DASH}", "\t"} & read


def test_the_page_is_a4_landscape(view: EcgView) -> None:
    view.set_pane(pane(stepped()))
    box = re.search(rb"/MediaBox \[([\d. ]+)\]", view.printed("demo-01"))
    assert box is not None
    _, _, width, height = map(float, box.group(1).split())
    assert (width / MM, height / MM) == (pytest.approx(297.0, abs=0.4), pytest.approx(210.0, abs=0.4))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_lines_of_the_grid_are_one_and_five_millimetres_apart(view: EcgView, tmp_path: Path, layout: str) -> None:
    view.set_pane(pane(stepped()))
    view.desk.choose_layout(layout)
    ((boxes, _),) = printed(view, tmp_path / "a.pdf")
    down = sorted({round(x + w / 2.0, 3) for x, _, w, h in boxes if h > 100.0 and w < 0.2})
    assert np.diff(down) == pytest.approx(1.0, abs=0.01)
    assert down[-1] - down[0] == pytest.approx(275.0, abs=1.1)
    across = sorted({round(y + h / 2.0, 3) for _, y, w, h in boxes if w > 200.0 and h < 0.2})
    assert np.diff(across) == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(("speed", "gain"), [(25.0, 10.0), (25.0, 20.0), (12.5, 5.0), (50.0, 10.0)])
def test_a_second_and_a_millivolt_are_as_long_as_is_printed(
    view: EcgView, tmp_path: Path, speed: float, gain: float
) -> None:
    view.set_pane(pane(stepped()))
    view.desk.choose_lead("V2")
    view.desk.choose_paper(PaperScale(speed, gain))
    _, lines = printed(view, tmp_path / "a.pdf")[0]
    trace = np.array(max(lines, key=len))
    assert len(trace) == 5000  # every sample, none left out
    top = trace[trace[:, 1] < trace[:, 1].mean()] if gain else trace
    assert trace[1999, 0] - trace[1000, 0] == pytest.approx(999 / 500.0 * speed, abs=0.01)
    assert trace[500, 0] - trace[0, 0] == pytest.approx(speed, abs=0.01)
    assert trace[0, 1] - top[:, 1].min() == pytest.approx(gain, abs=0.01)


def test_what_is_longer_than_a_page_goes_on_where_it_ended(view: EcgView, tmp_path: Path) -> None:
    view.set_pane(pane(stepped()))
    view.desk.choose_paper(PaperScale(50.0, 10.0))
    pages = printed(view, tmp_path / "a.pdf")
    assert len(pages) == 2
    first, second = (np.array(max(lines, key=len)) for _, lines in pages)
    assert first[:, 0] - second[:, 0] == pytest.approx(275.0, abs=0.01)
    assert first[0, 0] == pytest.approx(11.0 + 10.0, abs=0.02)


def test_a_real_recording_with_marks_and_median_beats_prints(view: EcgView, tmp_path: Path) -> None:
    header = next((resources_dir() / "demo" / "01-chest-pain" / "ecg").glob("*.hea"))
    recording = read_ecg_wfdb(header, header.parent, header.name).value
    assert recording is not None
    view.set_pane(pane(recording))
    view.tools.fiducials.setChecked(True)
    view.desk.toggle_median()
    ((_, lines),) = printed(view, tmp_path / "a.pdf")
    beats = [line for line in lines if len(line) > 300]
    assert len(beats) == 12
    one = np.array(beats[0])
    assert one[250, 0] - one[0, 0] == pytest.approx(12.5, abs=0.01)
