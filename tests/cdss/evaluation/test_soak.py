"""The soak explains as many patients as asked for, in turn, and reckons growth from the two readings."""

import json

import pytest

from cdss.__main__ import main
from cdss.core.paths import model_dir
from cdss.engine.local import LocalEngine
from cdss.evaluation.benchmark import cli
from cdss.evaluation.benchmark.soak import SETTLED, Soak, demo_folders, soak
from cdss.evaluation.benchmark.timing import Timing


class CountingEngine(LocalEngine):
    """Keeps who was explained to the end, and after how many patients it forgot."""

    def __init__(self):
        super().__init__(model_dir(), "cpu", 1)
        self.explained, self.forgot = [], []

    def forget(self):
        self.forgot.append(len(self.explained))
        super().forget()

    def explain(self, case, target="risk"):
        yield from super().explain(case, target)
        self.explained.append(case)


def test_patients_come_in_turn_each_new_to_the_engine():
    engine, said = CountingEngine(), []
    folders = [demo_folders()[9], demo_folders()[10]]
    found = soak(engine, folders, 3, settled=1, say=lambda done, mb: said.append(done))
    first, second, again = engine.explained
    assert first.case_id == again.case_id != second.case_id
    assert first is not again
    assert engine.forgot == [0, 1, 2]
    assert (found.explained, found.settled) == (3, 1)
    assert found.settled_mb > 100.0 and found.end_mb > 100.0
    assert said == []


def test_growth_is_from_the_first_reading_to_the_last_and_for_each_between():
    found = Soak(explained=500, settled=50, settled_mb=1000.0, end_mb=1009.0)
    assert found.growth_mb == 9.0
    assert found.figures() == [
        Timing("memory after 50 explanations", 1000.0, "MB", 1),
        Timing("memory after 500 explanations", 1009.0, "MB", 1),
        Timing("growth", 9.0, "MB", 1),
        Timing("growth for each explanation", 20.0, "kB", 450),
    ]


@pytest.mark.parametrize("settled", [0, 3])
def test_nothing_between_the_readings_is_refused(settled):
    with pytest.raises(ValueError, match="more than"):
        soak(None, demo_folders(), 3, settled=settled)


@pytest.mark.parametrize("count", ["0", str(SETTLED), "many"])
def test_too_few_explanations_are_refused(count, capsys):
    with pytest.raises(SystemExit):
        main(["benchmark", "--soak", count])
    assert f"greater than {SETTLED}" in capsys.readouterr().err


def test_the_command_prints_and_writes_growth(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(cli, "SETTLED", 1)
    monkeypatch.setattr(cli, "soak", lambda engine, folders, count, say: soak(engine, folders, count, 1, say))
    file = tmp_path / "figures.json"
    command = ["benchmark", str(demo_folders()[9]), "--device", "cpu", "--soak", "2", "--json", str(file)]
    assert main(command) == 0
    figures = json.loads(file.read_text(encoding="utf-8"))
    assert [f["name"] for f in figures][2:] == ["growth", "growth for each explanation"]
    assert [f["n"] for f in figures] == [1, 1, 1, 1]
    printed = capsys.readouterr().out
    assert "2 explanations of 1 patients in turn" in printed
    assert "memory after 2 explanations" in printed
