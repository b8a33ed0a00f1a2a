"""Training that is stopped and started again ends where unbroken training ends."""

from __future__ import annotations

import torch

from cdss.training.checkpoint import load_checkpoint, save_checkpoint


def make():
    torch.manual_seed(5)
    net = torch.nn.Sequential(
        torch.nn.Linear(4, 8), torch.nn.BatchNorm1d(8), torch.nn.Dropout(0.5), torch.nn.Linear(8, 1)
    )
    return net, torch.optim.AdamW(net.parameters(), lr=0.05)


def steps(net, optimizer, count):
    for _ in range(count):
        loss = net(torch.randn(16, 4)).square().mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


def test_resumed_equals_unbroken(tmp_path):
    unbroken, optimizer = make()
    steps(unbroken, optimizer, 3)
    save_checkpoint(tmp_path / "c.ckpt", unbroken, optimizer, {"epoch": 2})
    steps(unbroken, optimizer, 3)

    resumed, optimizer = make()
    torch.manual_seed(999)
    assert load_checkpoint(tmp_path / "c.ckpt", resumed, optimizer) == {"epoch": 2}
    steps(resumed, optimizer, 3)
    for a, b in zip(unbroken.state_dict().values(), resumed.state_dict().values(), strict=True):
        assert torch.equal(a, b)


def test_no_checkpoint_means_a_fresh_start(tmp_path):
    net, optimizer = make()
    assert load_checkpoint(tmp_path / "none.ckpt", net, optimizer) is None
