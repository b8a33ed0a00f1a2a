"""Early stopping: it stops in time, the best weights win, and what was stopped and resumed ends the same."""

from __future__ import annotations

import pytest
import torch

from cdss.training import fit_ecg, fit_fusion
from cdss.training.early_stopping import BestWeights
from cdss.training.run import Run
from cdss.training.teacher import Lessons, Taught


def net_of(value):
    net = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.constant_(net.weight, value)
    return net


def follow(best, losses, first=0):
    """Look at one loss an epoch until patience runs out; the weight of an epoch is its number. The epochs that were begun."""
    begun = []
    for epoch, loss in enumerate(losses, first):
        if best.exhausted(epoch):
            break
        begun.append(epoch)
        best.look(epoch, net_of(float(epoch)), lambda loss=loss: loss)
    return begun


def test_it_stops_after_so_many_epochs_without_a_better_loss(tmp_path):
    best = BestWeights(tmp_path / "m.ckpt", Run(patience=2))
    assert follow(best, [5.0, 3.0, 4.0, 3.0, 1.0]) == [0, 1, 2, 3]
    assert (best.loss, best.epoch) == (3.0, 1)


def test_the_best_weights_win_over_the_last(tmp_path):
    best = BestWeights(tmp_path / "m.ckpt", Run(patience=3))
    follow(best, [5.0, 4.0, 2.5, 3.0])
    last = net_of(3.0)
    best.restore(last)
    assert last.weight.item() == 2.0


def test_what_was_best_is_known_after_a_restart(tmp_path):
    follow(BestWeights(tmp_path / "m.ckpt", Run(patience=2)), [5.0, 3.0, 4.0])
    again = BestWeights(tmp_path / "m.ckpt", Run(patience=2))
    assert (again.loss, again.epoch) == (3.0, 1)
    assert follow(again, [3.5, 9.0], first=3) == [3]
    net = net_of(9.0)
    again.restore(net)
    assert net.weight.item() == 1.0


def test_without_patience_nothing_is_measured_kept_or_changed(tmp_path):
    best = BestWeights(tmp_path / "m.ckpt", Run())

    def never():
        raise AssertionError("measured")

    best.look(0, net_of(1.0), never)
    net = net_of(7.0)
    best.restore(net)
    assert net.weight.item() == 7.0
    assert not best.exhausted(10**6) and not list(tmp_path.iterdir())


def test_a_loss_that_is_no_number_is_never_the_best(tmp_path):
    best = BestWeights(tmp_path / "m.ckpt", Run(patience=3))
    follow(best, [float("nan"), 2.0, float("nan")])
    assert (best.loss, best.epoch) == (2.0, 1)


@pytest.fixture
def taught(tiny_fusion):
    rows = tiny_fusion.rows("train")
    visits = tiny_fusion.visits
    levels = torch.nn.functional.one_hot(torch.from_numpy(visits.acuity[rows]).clamp(min=0), 5).numpy()
    taught = Taught(levels.astype("float32") * 0.8 + 0.04, visits.outcomes[rows] * 0.8 + 0.1)
    return Lessons(taught, taught)


def test_a_fusion_member_ends_with_its_best_epoch(tiny_fusion, taught, monkeypatch, tmp_path):
    """The tuning loss is replaced by a list, so that the second epoch is the best."""
    monkeypatch.setattr(fit_fusion, "BATCH", 72)
    monkeypatch.setattr(fit_fusion, "EPOCHS", 6)
    seen, losses = [], iter([3.0, 1.0, 2.0, 2.0, 0.0])

    def loss(net, data, run):
        seen.append({k: v.clone() for k, v in net.state_dict().items()})
        return next(losses)

    monkeypatch.setattr(fit_fusion, "tuning_loss", loss)
    net = fit_fusion.fit_member(tiny_fusion, taught, 0, tmp_path / "f.ckpt", Run(patience=2))
    assert len(seen) == 4 and not net.training
    assert all(torch.equal(v, seen[1][k]) for k, v in net.state_dict().items())


def test_looking_at_the_tuning_visits_does_not_disturb_training(tiny_fusion, taught, monkeypatch, tmp_path):
    monkeypatch.setattr(fit_fusion, "BATCH", 72)
    monkeypatch.setattr(fit_fusion, "EPOCHS", 2)
    plain = fit_fusion.fit_member(tiny_fusion, taught, 1, tmp_path / "a.ckpt")
    patient = fit_fusion.fit_member(tiny_fusion, taught, 1, tmp_path / "b.ckpt", Run(patience=5))
    best = BestWeights(tmp_path / "b.ckpt", Run(patience=5))
    assert best.epoch == 1, "the second epoch of this set is the better one, so both end with it"
    for a, b in zip(plain.state_dict().values(), patient.state_dict().values(), strict=True):
        assert torch.equal(a, b)


def test_the_tuning_loss_is_of_the_tuning_visits(tiny_fusion):
    torch.manual_seed(0)
    net = fit_fusion.FusionNet()
    loss = fit_fusion.tuning_loss(net, tiny_fusion)
    assert loss == fit_fusion.tuning_loss(net, tiny_fusion) > 0
    tiny_fusion.numbers.vitals[tiny_fusion.rows("train")] = 3.0
    assert fit_fusion.tuning_loss(net, tiny_fusion) == loss
    tiny_fusion.visits.outcomes[tiny_fusion.rows("tune")] = 1 - tiny_fusion.visits.outcomes[tiny_fusion.rows("tune")]
    assert fit_fusion.tuning_loss(net, tiny_fusion) != loss


def test_the_ecg_tuning_loss_is_of_the_tuning_recordings(write_ecgs):
    ecgs = fit_ecg.load_ecgs(write_ecgs([[1, 0, 0, 0, 0, 0]] * 6, ["train"] * 4 + ["val"] * 2))
    net = fit_ecg.EcgMember()
    torch.nn.init.zeros_(net.evidence.weight)
    torch.nn.init.constant_(net.evidence.bias, 0.0)
    assert fit_ecg.tuning_loss(net, ecgs, torch.ones(6)) == pytest.approx(0.693147, abs=1e-5)
    ecgs.labels[:4] = 0
    assert fit_ecg.tuning_loss(net, ecgs, torch.full((6,), 3.0)) == pytest.approx(0.693147 * (3 + 5) / 6, abs=1e-5)
