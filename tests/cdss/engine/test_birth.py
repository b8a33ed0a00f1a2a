"""A worker process that is there before its order: it becomes the first worker, or is ended where none is wanted."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from cdss.engine.birth import give_birth
from cdss.engine.child import Patience
from cdss.engine.messages import Assessed, Ready, WorkerFailed
from cdss.engine.process import WorkerClient
from cdss.records.case import Case

QUICK = Patience(heartbeat_s=0.1, silence_s=1.5, start_s=60.0, busy_s=60.0, stop_s=2.0)


@pytest.fixture
def tiny(monkeypatch):
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import tiny_engines

    return tiny_engines


def until(client, kind, seconds=40.0):
    said, end = [], time.monotonic() + seconds
    while time.monotonic() < end and not any(isinstance(r, kind) for r in said):
        said += client.poll()
        time.sleep(0.01)
    return said


def pid(folder):
    return int((folder / "pid").read_text())


def test_the_process_that_was_born_first_is_the_first_worker_and_no_other(tiny, tmp_path):
    born = give_birth()
    number = born.process.pid
    client = WorkerClient(tmp_path, "cpu", tiny.TinyEngine, QUICK, born=born)
    try:
        client.start()
        assert any(isinstance(r, Ready) for r in until(client, Ready))
        assert pid(tmp_path) == number
        client.use(tmp_path)
        assert any(isinstance(r, Ready) for r in until(client, Ready))
        assert pid(tmp_path) != number
    finally:
        client.stop()


def test_one_that_died_before_its_order_is_replaced_and_that_is_said(tiny, tmp_path):
    born = give_birth()
    number = born.process.pid
    born.process.kill()
    born.process.join()
    client = WorkerClient(tmp_path, "cpu", tiny.TinyEngine, QUICK, born=born)
    try:
        client.start()
        said = until(client, Ready)
        (failed,) = [r for r in said if isinstance(r, WorkerFailed)]
        assert (failed.code, failed.restarting) == ("engine_died", True)
        assert pid(tmp_path) != number
    finally:
        client.stop()


def test_a_client_that_never_started_ends_the_process_that_waits(tmp_path):
    born = give_birth()
    number = born.process.pid
    WorkerClient(tmp_path, "cpu", born=born).stop()
    with pytest.raises(ProcessLookupError):
        os.kill(number, 0)


def test_without_a_window_it_ends_by_itself():
    born = give_birth()
    born.connection.close()
    born.process.join(20)
    assert born.process.exitcode == 0


def test_a_module_is_imported_while_it_waits_and_one_that_cannot_be_is_no_harm(tiny, tmp_path, monkeypatch):
    (tmp_path / "early_bird.py").write_text(
        f"from pathlib import Path\nimport os\nPath({str(tmp_path)!r}, 'sung').write_text(str(os.getpid()))\n"
        "raise ImportError('broken')\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    born = give_birth(ahead="early_bird")
    end = time.monotonic() + 40
    while not (tmp_path / "sung").exists() and time.monotonic() < end:
        time.sleep(0.02)
    client = WorkerClient(tmp_path, "cpu", tiny.TinyEngine, QUICK, born=born)
    try:
        client.start()
        assert any(isinstance(r, Ready) for r in until(client, Ready))
        assert int((tmp_path / "sung").read_text()) == pid(tmp_path)
    finally:
        client.stop()


def test_garbage_is_collected_once_the_engine_is_loaded_and_not_before(tiny, tmp_path):
    client = WorkerClient(tmp_path, "cpu", tiny.CollectorEngine, QUICK, born=give_birth())
    try:
        client.start()
        client.submit(Case("a", chief_complaint=""), explain=False)
        assert any(isinstance(r, Assessed) for r in until(client, Assessed))
        assert (tmp_path / "log").read_text().splitlines()[:2] == ["made False", "answering True"]
    finally:
        client.stop()


def test_its_birth_needs_no_library():
    code = "import cdss.engine.birth, sys; print(*sorted({'numpy', 'torch', 'PySide6', 'cdss.engine.worker'} & set(sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == []
