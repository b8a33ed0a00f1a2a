"""The times of a start: taken from what a program prints, of a made-up program here; nothing depends on how fast it is."""

import sys

import pytest


@pytest.fixture
def start_times(installer):
    return installer("start_times")


def program(tmp_path, *lines):
    """A program that says ``lines`` a tenth of a second apart and then waits to be ended."""
    path = tmp_path / "program.py"
    said = "\n".join(f"time.sleep(0.1); print({line!r}, flush=True)" for line in lines)
    path.write_text(f"import sys, time\nprint(sys.argv[1:])\n{said}\n", encoding="utf-8")
    return [sys.executable, str(path)]


def test_each_stage_has_its_time_in_the_order_of_the_stages(start_times, tmp_path):
    waiting = "a line of the libraries"
    times = start_times.start(program(tmp_path, start_times.STAGES[0], waiting, *start_times.STAGES[1:]))
    assert times is not None and len(times) == 3
    assert 0.1 <= times[0] < times[1] - 0.15 < times[2] - 0.2


def test_a_program_that_ends_before_says_so(start_times, tmp_path, capsys):
    command = program(tmp_path, *start_times.STAGES[:2])
    assert start_times.start(command) is None
    assert start_times.main(command) == 1
    assert "ended before" in capsys.readouterr().err


def test_the_table_has_every_start_and_the_medians_beside_a_reference(start_times, tmp_path, capsys):
    assert start_times.main(["--repeat", "2", "--", *program(tmp_path, *start_times.STAGES)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("  ")[0] for line in lines] == ["start 1", "start 2", "median of 2"]
    assert all(f"{stage} 0." in line for line in lines for stage in start_times.STAGES)
    assert all("reference" in line for line in lines)


def test_medians(start_times, monkeypatch, capsys):
    runs = iter([(0.5, 4.0, 9.0), (0.7, 6.0, 11.0), (3.0, 5.0, 10.0)])
    references = iter([0.1, 0.3, 0.2])
    monkeypatch.setattr(start_times, "start", lambda command: next(runs))
    monkeypatch.setattr(start_times, "reference_s", lambda: next(references))
    assert start_times.main(["--repeat", "3"]) == 0
    last = capsys.readouterr().out.splitlines()[-1]
    assert all(words in last for words in ("shown 0.70 s", "assessed 5.00 s", "explained 10.00 s", "reference 0.20 s"))


def test_the_stages_are_what_the_program_prints(start_times):
    from ui.__main__ import WINDOW_SHOWN
    from ui.measure import FIRST_ASSESSED, FIRST_EXPLAINED

    assert start_times.STAGES == (WINDOW_SHOWN, FIRST_ASSESSED, FIRST_EXPLAINED)


def test_the_reference_is_a_computation(start_times):
    assert start_times.reference_s() > 0.0
