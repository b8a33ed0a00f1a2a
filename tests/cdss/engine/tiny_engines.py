"""Engines without a network, made inside real worker processes. What each does is told by the complaint of the case."""

import gc
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from cdss.core.errors import BundleError, EmptyCaseError, EngineError
from cdss.core.kinds import MODALITIES
from cdss.records.assessment import Acuity, Assessment, ModalityStatus, ModelIdentity, Risk
from cdss.records.explanation import EcgAttribution, Explanation, ImageCam, ModalityShapley, NoteTokens

MODEL = ModelIdentity("tiny", "0", "00" * 32)


class TinyEngine:
    """Risk is the mean of the film: it proves that the pixels arrived. ``folder`` is where the tests watch it."""

    model = MODEL
    device = "cpu"
    device_notice = ""

    def __init__(self, folder, device, threads):
        self.folder, self.threads = Path(folder), threads
        (self.folder / "pid").write_text(str(os.getpid()))

    def assess(self, case):
        self._log(f"assess {case.case_id}")
        what = case.chief_complaint or ""
        if what == "card fails":
            self.device, self.device_notice = "cpu", "gpu_out_of_memory"
        self._misbehave(what)
        name = "somebody else" if what == "mix up" else case.case_id
        return Assessment(
            case_id=name,
            model=MODEL,
            modalities={m: ModalityStatus(case.presence(m)) for m in MODALITIES},
            acuity=Acuity(3, (0.0, 0.0, 1.0, 0.0, 0.0)),
            risk=Risk(float(case.films[0].pixels.mean()) if case.films else 0.0, (0.0, 1.0)),
            outcomes={"admission": 0.5, "critical": 0.1},
            conditions=(),
            findings={},
            ecg_measurements={},
            st_level_mv={},
            scores={},
            checks=(),
            timings_ms={},
        )

    failed_methods = ("ecg_attribution",)

    def explain(self, case, target="risk"):
        self._log(f"explain {case.case_id}")
        if case.chief_complaint == "no explanation":
            raise RuntimeError("hooks gone")
        out = Explanation(modality_shapley=ModalityShapley("risk", 0.0, 1.0, {}, {}))
        yield out
        if case.chief_complaint == "wait in explanation":
            self._wait("go")
        self._log(f"second part {case.case_id}")
        attribution = EcgAttribution("risk", np.full((12, 5000), 0.5, dtype=np.float32), 500.0)
        out = Explanation(modality_shapley=out.modality_shapley, ecg_attribution=attribution)
        yield out
        cam = ImageCam({"edema": np.eye(7, dtype=np.float32)}, {"edema": "right"})
        yield replace(out, note_tokens=NoteTokens("risk", "", ()), image_cam=cam)

    def ahead(self, case):
        for piece in range(3):
            self._log(f"ahead {piece} {case.case_id}")
            if case.chief_complaint == "cannot look ahead":
                raise RuntimeError("no memory")
            if case.chief_complaint == "wait ahead":
                self._wait("go")
            yield

    def _misbehave(self, what):
        if what == "die" or (what == "die once" and not self._seen("died")):
            os.kill(os.getpid(), signal.SIGKILL)
        if what == "freeze":
            os.kill(os.getpid(), signal.SIGSTOP)
        if what == "wait":
            self._wait("go")
        if what == "hang":
            time.sleep(600)
        errors = {
            "empty": EmptyCaseError("Nothing here can be assessed."),
            "blocked": EngineError("Two patients in one case."),
            "memory": RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes"),
            "bug": ZeroDivisionError("division by zero"),
        }
        if what in errors:
            raise errors[what]

    def _wait(self, name):
        while not (self.folder / name).exists():
            time.sleep(0.01)

    def _seen(self, name):
        seen = (self.folder / name).exists()
        (self.folder / name).touch()
        return seen

    def _log(self, line):
        with (self.folder / "log").open("a") as log:
            log.write(line + "\n")


def refused_bundle(folder, device, threads):
    raise BundleError("image.safetensors was changed after release.")


def broken_install(folder, device, threads):
    raise ImportError("libtorch_cpu.so: cannot open shared object file")


def dies_at_start(folder, device, threads):
    with (Path(folder) / "starts").open("a") as log:
        log.write("x")
    os._exit(9)


def environment(folder, device, threads):
    import sys

    names = [m for m in ("torch", "PySide6", "pyqtgraph") if m in sys.modules]
    (Path(folder) / "env").write_text(f"{os.environ['OMP_NUM_THREADS']} {threads} {os.nice(0)} {names}")
    return TinyEngine(folder, device, threads)


def on_a_card(folder, device, threads):
    engine = TinyEngine(folder, device, threads)
    engine.device = "cuda"
    return engine


class CollectorEngine(TinyEngine):
    """Writes down whether garbage is collected: while it is made, and while it answers."""

    def __init__(self, folder, device, threads):
        super().__init__(folder, device, threads)
        self._log(f"made {gc.isenabled()}")

    def assess(self, case):
        self._log(f"answering {gc.isenabled()}")
        return super().assess(case)
