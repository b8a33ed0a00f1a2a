"""The device that is asked for, and words where it is not there."""

import pytest
import torch

from cdss.core.errors import EngineError
from cdss.core.sentences import sentence
from cdss.engine.device import DEVICES, choose_device


def test_the_processor_is_always_there():
    assert choose_device("cpu") == torch.device("cpu")


def test_auto_takes_what_is_there():
    there = "cuda" if torch.cuda.is_available() else "cpu"
    assert choose_device("auto") == torch.device(there)
    assert DEVICES == ("auto", "cpu", "cuda")


@pytest.mark.skipif(torch.cuda.is_available(), reason="a CUDA GPU is here")
def test_a_gpu_that_is_not_there_is_refused_in_words():
    with pytest.raises(EngineError) as refusal:
        choose_device("cuda")
    assert str(refusal.value) == sentence("cuda_unavailable", {})
    assert "GPU" in str(refusal.value)
