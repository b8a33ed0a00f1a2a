"""Tests that need a CUDA GPU: skipped, with the reason, where there is none."""

import pytest
import torch


@pytest.fixture(scope="session", autouse=True)
def gpu():
    """The GPU, or a skip."""
    if not torch.cuda.is_available():
        build = "this build of torch has CUDA" if torch.version.cuda else "this build of torch is for processors only"
        pytest.skip(f"there is no CUDA GPU here ({build})")
    return torch.device("cuda")
