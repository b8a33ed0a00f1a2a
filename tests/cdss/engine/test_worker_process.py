"""Real worker processes: what the window may rely on when the engine dies, hangs, refuses or answers late."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from cdss.engine.child import Patience
from cdss.engine.messages import Assessed, Explained, Heartbeat, Ready, Refused, WorkerFailed
from cdss.engine.process import WorkerClient
from cdss.records.case import Case
from cdss.records.film import Film, Window

QUICK = Patience(heartbeat_s=0.1, silence_s=1.5, start_s=60.0, busy_s=60.0, stop_s=2.0)
SHM = Path("/dev/shm")
HERE = Path(__file__).parent


def case(case_id, complaint="", level=None):
    films = () if level is None else (Film("f.png", np.full((300, 200), level, dtype=np.float32), Window(0.5, 1.0)),)
    return Case(case_id, chief_complaint=complaint, films=films)


def blocks():
    return {p.name for p in SHM.glob("tl*")} if SHM.is_dir() else set()


def left_behind(before, seconds=30.0):
    """Blocks made since ``before`` that stay: those of other tests, which run beside this one, go with their workers."""
    left, end = blocks() - before, time.monotonic() + seconds
    while left and time.monotonic() < end:
        time.sleep(0.1)
        left &= blocks()
    return left


class Watcher:
    """A client with everything it ever said."""

    def __init__(self, client, folder):
        self.client, self.folder, self.said = client, folder, []

    def until(self, done, seconds=40.0):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            self.said += self.client.poll()
            if done(self):
                return self
            time.sleep(0.01)
        raise AssertionError(f"waited {seconds} s in vain; heard {[type(r).__name__ for r in self.said]}")

    def of(self, kind, generation=None):
        return [r for r in self.said if isinstance(r, kind) and generation in (None, getattr(r, "generation", None))]

    def settled(self, *generations):
        return self.until(lambda w: all(w.last(g) for g in generations))

    def last(self, generation):
        answers = self.of(Explained, generation) + self.of(Refused, generation)
        return any(isinstance(a, Refused) or a.final for a in answers)

    @property
    def log(self):
        path = self.folder / "log"
        return path.read_text().splitlines() if path.exists() else []

    @property
    def pid(self):
        return int((self.folder / "pid").read_text())


@pytest.fixture
def watch(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(HERE))
    import tiny_engines

    before, clients = blocks(), []

    def make(engine="TinyEngine", patience=QUICK):
        client = WorkerClient(tmp_path, "cpu", getattr(tiny_engines, engine), patience)
        clients.append(client)
        client.start()
        return Watcher(client, tmp_path)

    yield make
    for client in clients:
        client.stop()
    assert not left_behind(before), "shared memory was left behind"


def alive(pid):
    with suppress(ProcessLookupError):
        os.kill(pid, 0)
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    return False


def gone(pid, seconds=10.0):
    end = time.monotonic() + seconds
    while alive(pid) and time.monotonic() < end:
        time.sleep(0.02)
    return not alive(pid)


def test_assessment_and_growing_explanation_arrive_with_their_arrays(watch):
    w = watch()
    g = w.client.submit(case("a", level=0.25))
    w.settled(g)
    assert [type(r) for r in w.said if not isinstance(r, Heartbeat)] == [Ready, Assessed, *[Explained] * 4]
    assert w.of(Assessed)[0].assessment.risk.score == 0.25
    first, second, third, final = (r.explanation for r in w.of(Explained))
    assert (first.ecg_attribution, first.modality_shapley.value) == (None, 1.0)
    assert second.ecg_attribution.values.shape == (12, 5000) and second.ecg_attribution.values.min() == 0.5
    assert third.image_cam.maps["edema"].tolist() == np.eye(7).tolist()
    assert final.ecg_attribution is second.ecg_attribution and final.image_cam is third.image_cam
    assert [r.final for r in w.of(Explained)] == [False, False, False, True]
    assert w.client.case_of(g) == "a"


def test_ready_names_the_model_and_heart_beats_carry_memory(watch):
    w = watch().until(lambda w: w.of(Ready) and len(w.of(Heartbeat)) >= 3)
    assert w.of(Ready)[0].model.name == "tiny"
    assert all(5 < r.rss_mb < 4000 for r in w.of(Heartbeat))


def test_worker_is_bound_to_its_cores_and_knows_neither_qt_nor_torch_before_the_engine(watch):
    w = watch("environment").until(lambda w: w.of(Ready))
    omp, threads, nice, modules = (w.folder / "env").read_text().split(maxsplit=3)
    assert omp == threads == str(w.of(Ready)[0].threads)
    assert 1 <= int(threads) <= os.cpu_count()
    assert modules == "[]"
    assert int(nice) >= 5


def test_background_requests_of_several_patients_stand_side_by_side(watch):
    w = watch()
    wanted = {
        w.client.submit(case(name, level=v), explain=False): v for name, v in zip("abcde", (1, 2, 3, 4, 5), strict=True)
    }
    w.until(lambda w: len(w.of(Assessed)) == 5)
    assert {r.generation: r.assessment.risk.score for r in w.of(Assessed)} == wanted
    assert w.log == [f"assess {name}" for name in "abcde"]


def test_patient_on_screen_goes_before_the_worklist(watch):
    w = watch()
    w.client.submit(case("first", "wait"), explain=False)
    w.until(lambda w: w.log)
    for name in "bcd":
        w.client.submit(case(name), explain=False)
    g = w.client.submit(case("screen"))
    (w.folder / "go").touch()
    w.settled(g)
    assert [line for line in w.log if line.startswith("assess")][:2] == ["assess first", "assess screen"]


def test_newer_request_of_the_same_patient_makes_the_older_one_stale(watch):
    w = watch()
    old = w.client.submit(case("a", "wait", level=1.0), explain=False)
    w.until(lambda w: w.log)
    new = w.client.submit(case("a", level=2.0), explain=False)
    (w.folder / "go").touch()
    w.until(lambda w: w.of(Assessed, new))
    assert w.of(Assessed, old) == []
    assert (w.client.case_of(old), w.client.case_of(new)) == (None, "a")


def test_next_patient_on_screen_overtakes_the_explanation_of_the_last(watch):
    w = watch()
    old = w.client.submit(case("a", "wait in explanation"))
    w.until(lambda w: w.of(Explained, old))
    new = w.client.submit(case("b"))
    before = len(w.of(Explained, old))
    (w.folder / "go").touch()
    w.settled(new)
    assert len(w.of(Explained, old)) == before
    assert w.of(Assessed, new)[0].assessment.case_id == "b"


def test_cancel_stops_between_two_parts_and_nothing_more_is_heard(watch):
    w = watch()
    g = w.client.submit(case("a", "wait in explanation"))
    waiting = w.client.submit(case("b"), explain=False)
    w.until(lambda w: w.of(Explained, g))
    w.client.cancel(g)
    heard = len(w.of(Explained, g))
    (w.folder / "go").touch()
    w.until(lambda w: w.of(Assessed, waiting))
    assert len(w.of(Explained, g)) == heard
    assert w.client.case_of(g) is None


def test_cancel_of_everything_leaves_an_idle_worker(watch):
    w = watch()
    w.client.submit(case("a", "wait"), explain=False)
    others = [w.client.submit(case(n), explain=False) for n in "bcd"]
    w.until(lambda w: w.log)
    w.client.cancel()
    (w.folder / "go").touch()
    last = w.client.submit(case("z"), explain=False)
    w.until(lambda w: w.of(Assessed, last))
    assert [r.generation for r in w.of(Assessed)] == [last]
    assert all(w.client.case_of(g) is None for g in others)


@pytest.mark.parametrize(
    ("complaint", "code", "words"),
    [
        ("empty", "case_empty", "Nothing here can be assessed."),
        ("blocked", "engine_case_refused", "Two patients in one case."),
        ("memory", "engine_out_of_memory", "not enough memory"),
        ("bug", "engine_assess_failed", "fault in the program"),
        ("mix up", "engine_other_patient", "another patient"),
    ],
)
def test_refusal_is_a_sentence_and_the_worker_goes_on(watch, complaint, code, words):
    w = watch()
    g = w.client.submit(case("a", complaint))
    w.settled(g)
    (refused,) = w.of(Refused)
    assert refused.code == code and words in refused.text
    assert w.of(Assessed) == []
    pid = w.pid
    w.settled(w.client.submit(case("b")))
    assert w.pid == pid and w.of(WorkerFailed) == []


def test_failed_explanation_leaves_the_assessment(watch):
    w = watch()
    g = w.client.submit(case("a", "no explanation"))
    w.settled(g)
    assert len(w.of(Assessed, g)) == 1
    assert w.of(Refused, g)[0].code == "engine_explain_failed"


def test_killed_worker_is_started_again_and_the_request_answered(watch):
    w = watch().until(lambda w: w.of(Ready))
    pid = w.pid
    os.kill(pid, signal.SIGKILL)
    g = w.client.submit(case("a", level=0.5))
    w.settled(g)
    (failed,) = w.of(WorkerFailed)
    assert failed.restarting and failed.code == "engine_died" and "started again" in failed.text
    assert w.pid != pid
    assert w.of(Assessed, g)[0].assessment.risk.score == 0.5


def test_request_that_kills_once_is_tried_again_and_the_others_are_kept(watch):
    w = watch()
    g = w.client.submit(case("a", "die once", level=3.0), explain=False)
    other = w.client.submit(case("b", level=4.0), explain=False)
    w.until(lambda w: w.of(Assessed, g) and w.of(Assessed, other))
    assert [f.restarting for f in w.of(WorkerFailed)] == [True]


def test_request_that_kills_twice_is_refused_and_the_others_are_answered(watch):
    w = watch()
    killer = w.client.submit(case("a", "die", level=1.0), explain=False)
    other = w.client.submit(case("b", level=4.0), explain=False)
    w.until(lambda w: w.of(Refused, killer) and w.of(Assessed, other))
    assert w.of(Refused, killer)[0].code == "engine_case_crashes"
    assert len(w.of(WorkerFailed)) == 2


def test_silent_worker_is_killed_and_replaced(watch):
    w = watch().until(lambda w: w.of(Ready))
    pid = w.pid
    os.kill(pid, signal.SIGSTOP)
    w.until(lambda w: len(w.of(Ready)) == 2)
    assert [(f.code, f.restarting) for f in w.of(WorkerFailed)] == [("engine_silent", True)]
    assert gone(pid)


def test_computation_that_never_ends_is_given_up_although_the_heart_beats(watch):
    w = watch(patience=Patience(heartbeat_s=0.1, busy_s=1.0))
    g = w.client.submit(case("a", "hang"))
    w.until(lambda w: w.of(Refused, g))
    assert w.of(Refused, g)[0].code == "engine_case_crashes"
    assert [f.code for f in w.of(WorkerFailed)] == ["engine_silent"] * 2


def test_idle_worker_is_not_taken_for_one_that_hangs(watch):
    w = watch(patience=Patience(heartbeat_s=0.1, busy_s=0.5))
    w.settled(w.client.submit(case("a")))
    beats = len(w.of(Heartbeat))
    w.until(lambda w: len(w.of(Heartbeat)) > beats + 10)
    assert w.of(WorkerFailed) == []


def test_window_that_did_not_look_for_long_does_not_blame_the_worker(watch):
    w = watch().until(lambda w: w.of(Ready))
    time.sleep(QUICK.silence_s * 1.5)
    w.until(lambda w: len(w.of(Heartbeat)) > 20)
    assert w.of(WorkerFailed) == []


def test_gives_up_after_three_restarts_and_says_so_once(watch):
    w = watch("dies_at_start")
    g = w.client.submit(case("a"))
    w.until(lambda w: w.of(Refused, g))
    assert [f.restarting for f in w.of(WorkerFailed)] == [True, True, True, False]
    assert w.of(WorkerFailed)[-1].code == "engine_gave_up"
    assert (w.folder / "starts").read_text() == "xxxx"
    late = w.client.submit(case("b"))
    w.until(lambda w: w.of(Refused, late))
    assert w.of(Refused, late)[0].code == "engine_not_running"
    assert len(w.of(WorkerFailed)) == 4


@pytest.mark.parametrize(
    ("engine", "words"),
    [("refused_bundle", "image.safetensors was changed"), ("broken_install", "cannot start on this computer")],
)
def test_engine_that_cannot_start_is_said_and_not_retried(watch, engine, words):
    w = watch(engine)
    g = w.client.submit(case("a"))
    w.until(lambda w: w.of(Refused, g))
    (failed,) = w.of(WorkerFailed)
    assert words in failed.text and not failed.restarting


def test_stop_ends_the_process_also_while_it_computes(watch):
    w = watch()
    w.client.submit(case("a", "hang", level=1.0))
    w.until(lambda w: w.log)
    pid = w.pid
    w.client.stop()
    assert not alive(pid)
    assert w.client.poll() == ()


def test_stop_kills_a_frozen_worker_and_frees_what_it_was_sent(watch):
    w = watch().until(lambda w: w.of(Ready))
    pid = w.pid
    os.kill(pid, signal.SIGSTOP)
    w.client.submit(case("a", level=1.0))
    w.client.stop()
    assert not alive(pid)


def test_request_before_the_start_waits_for_it(tmp_path, watch):
    w = watch("TinyEngine")
    w.client.stop()
    g = w.client.submit(case("a"))
    assert w.client.poll() == ()
    w.client.start()
    w.settled(g)


def test_interrupt_from_the_keyboard_does_not_reach_the_worker(watch):
    w = watch().until(lambda w: w.of(Ready))
    os.kill(w.pid, signal.SIGINT)
    w.settled(w.client.submit(case("a")))
    assert w.of(WorkerFailed) == []


PARENT = """
import os, sys, time
sys.path.insert(0, sys.argv[2])
from pathlib import Path
import numpy as np
import tiny_engines
from cdss.engine.process import WorkerClient
from cdss.records.case import Case
from cdss.records.film import Film, Window

if __name__ == "__main__":
    client = WorkerClient(Path(sys.argv[1]), "cpu", tiny_engines.TinyEngine)
    client.start()
    film = Film("f", np.ones((2000, 2000), dtype=np.float32), Window(0, 1))
    client.submit(Case("a", chief_complaint="hang", films=(film,)))
    while not (Path(sys.argv[1]) / "log").exists():
        client.poll()
        time.sleep(0.01)
    if sys.argv[3] == "killed":
        os.kill(os.getpid(), 9)
    client.stop() if sys.argv[3] == "stopped" else None
    print([m for m in ("torch", "PySide6") if m in sys.modules])
"""


@pytest.mark.parametrize("ending", ["killed", "left", "stopped"])
def test_no_orphan_no_block_and_no_warning_however_the_window_ends(tmp_path, ending):
    script = tmp_path / "parent.py"
    script.write_text(PARENT)
    root = HERE.parents[2]
    before = blocks()
    done = subprocess.run(
        [sys.executable, str(script), str(tmp_path), str(HERE), ending],
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert gone(int((tmp_path / "pid").read_text()))
    assert not left_behind(before)
    assert done.stderr == ""
    if ending != "killed":
        assert (done.returncode, done.stdout.strip()) == (0, "[]")


# looking ahead -------------------------------------------------------------------------------------------------------------


def test_the_next_questions_of_the_patient_on_screen_are_computed_ahead_and_of_no_other(watch):
    worker = watch()
    listed = worker.client.submit(case("listed"), explain=False)
    shown = worker.client.submit(case("shown"))
    worker.settled(shown).until(lambda w: w.of(Assessed, listed) and "ahead 2 shown" in w.log)
    assert "ahead 0 listed" not in worker.log


def test_looking_ahead_is_left_for_a_patient_who_is_asked_for(watch):
    worker = watch()
    first = worker.client.submit(case("first", "wait ahead"))
    worker.settled(first).until(lambda w: "ahead 0 first" in w.log)
    second = worker.client.submit(case("second"))
    time.sleep(0.3)
    (worker.folder / "go").touch()
    worker.settled(second).until(lambda w: "ahead 2 second" in w.log)
    assert "ahead 1 first" not in worker.log


def test_what_cannot_be_computed_ahead_is_left_and_the_worker_stays(watch):
    worker = watch()
    first = worker.client.submit(case("first", "cannot look ahead"))
    worker.settled(first).until(lambda w: "ahead 0 first" in w.log)
    pid, second = worker.pid, worker.client.submit(case("second"))
    worker.settled(second)
    assert worker.pid == pid and not worker.of(WorkerFailed) and not worker.of(Refused)


def test_another_bundle_is_used_from_then_on_and_earlier_answers_are_not_heard(watch, tmp_path):
    watcher = watch()
    watcher.until(lambda w: w.of(Ready))
    first = watcher.pid
    other = tmp_path / "other"
    other.mkdir()
    late = watcher.client.submit(case("a", "wait"))
    watcher.client.use(other)
    watcher.said.clear()
    watcher.until(lambda w: w.of(Ready))
    assert int((other / "pid").read_text()) != first
    generation = watcher.client.submit(case("b"))
    watcher.settled(generation)
    assert watcher.of(Assessed, generation) and not watcher.of(Assessed, late)


def test_an_engine_that_leaves_the_card_says_so_once_and_before_its_answer(watch):
    w = watch("on_a_card")
    w.until(lambda w: w.of(Ready))
    first, second = w.client.submit(case("a", "card fails")), w.client.submit(case("b"), explain=False)
    w.settled(first).until(lambda w: w.of(Assessed, second))
    told = [r for r in w.said if isinstance(r, Ready | Assessed)]
    assert [type(r).__name__ for r in told] == ["Ready", "Ready", "Assessed", "Assessed"]
    assert [(r.device, r.notice) for r in told[:2]] == [("cuda", ""), ("cpu", "gpu_out_of_memory")]
