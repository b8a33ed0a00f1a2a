"""A graphics card that fails costs no assessment: the true errors of torch, raised from a network, and the processor goes on."""

from dataclasses import replace

import pytest
import torch

from cdss.cli import assess as assess_command
from cdss.core.paths import demo_dir, model_dir
from cdss.engine.batch import assess_many
from cdss.engine.device import gpu_fault, has_nvidia_card, why_no_gpu
from cdss.engine.local import LocalEngine
from cdss.engine.steady import SteadyEngine
from cdss.readers.case_folder import read_case
from cdss.records.question import WhatIf
from cdss.records.serialise import assessment_to_json

MEMORY = torch.OutOfMemoryError(
    "CUDA out of memory. Tried to allocate 2.00 MiB. GPU 0 has a total capacity of 3.81 GiB"
)
LOST = torch.AcceleratorError("CUDA error: unspecified launch failure")


@pytest.fixture(scope="module")
def case():
    """Note and vital signs of a demonstration patient."""
    return replace(read_case(demo_dir() / "01-chest-pain"), films=(), ecgs=())


@pytest.fixture(scope="module")
def expected(case):
    return LocalEngine(model_dir(), "cpu", 1).assess(case)


@pytest.fixture
def card():
    """An engine that takes itself for one on a card, as far as this computer can have one, and a way to make the card fail.

    ``card(error, after)``: the forward pass of the fusion raises ``error`` when it has run ``after`` times.
    """
    engine = SteadyEngine(model_dir(), "cpu", 1)
    engine._device = torch.device("cuda")
    calls = []

    def failing(error, after=0):
        forward = engine._model.fusion.logits

        def logits(inputs):
            calls.append(1)
            if len(calls) > after:
                raise error
            return forward(inputs)

        engine._model.fusion.logits = logits
        return engine

    failing.calls = calls
    return failing


def without_times(assessment):
    told = assessment_to_json(assessment)
    del told["timings_ms"]
    return told


@pytest.mark.parametrize(("error", "notice"), [(MEMORY, "gpu_out_of_memory"), (LOST, "gpu_failed")])
def test_the_same_request_is_answered_by_the_processor_and_it_is_said_why(card, case, expected, error, notice):
    engine = card(error)
    assert (engine.device, engine.device_notice) == ("cuda", "")
    found = engine.assess(replace(case))
    assert found.device == engine.device == "cpu" and engine.device_notice == notice
    assert without_times(found) == without_times(expected)
    again = engine.assess(replace(case))
    assert without_times(again) == without_times(expected) and len(card.calls) == 1


def test_memory_that_runs_out_in_the_middle_of_the_explanations_costs_none(card, case):
    plain = LocalEngine(model_dir(), "cpu", 1)
    plain.assess(case)
    wanted = [*plain.explain(case)][-1]
    engine = card(MEMORY, after=2)
    engine.assess(case)
    assert engine.device == "cuda"
    parts = [*engine.explain(case)]
    assert engine.device == "cpu" and engine.device_notice == "gpu_out_of_memory"
    assert parts[-1].modality_shapley.phi == pytest.approx(wanted.modality_shapley.phi)
    assert (parts[-1].vitals_shap is None, parts[-1].note_tokens is None) == (False, False)


def test_a_batch_and_a_question_go_on_too(card, case, expected):
    engine = card(MEMORY)
    found = list(assess_many(engine, [replace(case), replace(case)]))
    assert [one.device for one in found] == ["cpu", "cpu"]
    assert [one.risk.score for one in found] == pytest.approx([expected.risk.score] * 2, abs=1e-4)


def test_what_is_computed_ahead_and_asked_goes_on(card, case):
    engine = card(MEMORY)
    next(engine.ahead(case))
    assert engine.device == "cpu"
    assert engine.answer(case, WhatIf()) is not None


def test_another_error_is_not_taken_for_the_cards(card, case):
    engine = card(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))
    with pytest.raises(RuntimeError, match="mat1"):
        engine.assess(case)
    assert engine.device == "cuda" and engine.device_notice == ""
    with pytest.raises(RuntimeError, match="mat1"):
        list(engine.explain(case))


def test_on_the_processor_memory_that_runs_out_is_not_tried_again(case):
    engine = SteadyEngine(model_dir(), "cpu", 1)
    calls = []

    def logits(inputs):
        calls.append(1)
        raise MEMORY

    engine._model.fusion.logits = logits
    with pytest.raises(torch.OutOfMemoryError):
        engine.assess(case)
    assert len(calls) == 1 and engine.device_notice == ""


def test_a_card_too_small_for_the_model_leaves_it_to_the_processor(case, expected, monkeypatch):
    load, devices = LocalEngine._load, []

    def small(self, device):
        devices.append(device.type)
        if len(devices) == 1:
            raise MEMORY
        load(self, device)

    monkeypatch.setattr(LocalEngine, "_load", small)
    engine = SteadyEngine(model_dir(), "auto", 1)
    assert engine.device_notice == "gpu_out_of_memory" and engine.device == "cpu" and len(devices) == 2
    assert without_times(engine.assess(case)) == without_times(expected)


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA GPU is here")
def test_a_window_asked_for_a_card_that_is_not_there_has_an_engine_all_the_same(case):
    engine = SteadyEngine(model_dir(), "cuda", 1)
    assert engine.device == "cpu" and engine.device_notice == "gpu_no_driver"


@pytest.mark.parametrize(
    ("error", "notice"),
    [
        (MEMORY, "gpu_out_of_memory"),
        (
            RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate(handle)`"),
            "gpu_out_of_memory",
        ),
        (torch.AcceleratorError("CUDA error: out of memory"), "gpu_out_of_memory"),
        (LOST, "gpu_failed"),
        (RuntimeError("cuDNN error: CUDNN_STATUS_NOT_INITIALIZED"), "gpu_failed"),
        (RuntimeError("DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes"), ""),
        (MemoryError(), ""),
        (ValueError("CUDA error"), ""),
    ],
)
def test_faults_of_the_card_are_told_from_others(error, notice):
    assert gpu_fault(error) == notice


@pytest.mark.parametrize(
    ("wanted", "build", "here", "works", "notice"),
    [
        ("auto", "13.0", True, False, "gpu_no_driver"),
        ("auto", "13.0", False, False, ""),
        ("auto", None, True, False, ""),
        ("cuda", None, False, False, "gpu_no_driver"),
        ("cpu", "13.0", True, False, ""),
        ("auto", "13.0", True, True, ""),
    ],
)
def test_a_missing_driver_is_said_where_a_card_was_to_be_expected(monkeypatch, wanted, build, here, works, notice):
    monkeypatch.setattr(torch.version, "cuda", build)
    monkeypatch.setattr("cdss.engine.device.has_nvidia_card", lambda: here)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: works)
    assert why_no_gpu(wanted) == notice


def test_a_card_is_found_where_linux_lists_it(tmp_path):
    for number, (vendor, kind) in enumerate([("0x8086", "0x030000"), ("0x10de", "0x040300"), ("0x10de", "")]):
        (tmp_path / str(number)).mkdir()
        (tmp_path / str(number) / "vendor").write_text(vendor + "\n", encoding="ascii")
        (tmp_path / str(number) / "class").write_text(kind + "\n", encoding="ascii")
    (tmp_path / "empty").mkdir()
    assert not has_nvidia_card(tmp_path) and not has_nvidia_card(tmp_path / "nowhere")
    (tmp_path / "2" / "class").write_text("0x030200\n", encoding="ascii")
    assert has_nvidia_card(tmp_path)


def test_the_command_says_it_once_and_every_line_is_there(card, monkeypatch, tmp_path, capsys):
    from cdss.__main__ import main

    monkeypatch.setattr(assess_command, "load_engine", lambda *_: card(MEMORY))
    out = tmp_path / "out.jsonl"
    assert (
        main(["assess", str(demo_dir() / "10-ankle-sprain"), str(demo_dir() / "11-gi-bleed"), "--out", str(out)]) == 0
    )
    lines = out.read_text(encoding="utf-8").splitlines()
    assert len(lines) == 2 and all('"device": "cpu"' in line and '"error"' not in line for line in lines)
    assert capsys.readouterr().err.count("graphics card's memory ran out") == 1
