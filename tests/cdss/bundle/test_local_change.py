"""A bundle made from a signed one: the signature stays, the change is named, and anything else that differs is refused."""

import json

import pytest

from cdss.bundle.derive import write_levels_bundle, write_site_bundle
from cdss.bundle.load import open_bundle, write_sums
from cdss.core.errors import BundleError

TABLE = {"site": "north", "created": "2026-11-21", "cases": 60, "outputs": {}}
SITE = "calibrated to north on 2026-11-21, from 60 patients of its own"
LEVELS = "levels begin at 75 % of the released thresholds, since 2026-11-22"


@pytest.fixture
def derived(signed, tmp_path):
    return write_site_bundle(open_bundle(signed), tmp_path / "derived", TABLE, "## Calibrated at north\n").path


def refusal(folder):
    with pytest.raises(BundleError) as caught:
        open_bundle(folder)
    return str(caught.value)


def change(folder, name, edit):
    path = folder / name
    path.write_text(json.dumps(edit(json.loads(path.read_text(encoding="utf-8")))), encoding="utf-8")
    write_sums(folder)


def test_it_carries_the_signature_of_the_original_and_names_its_change(derived, signed):
    bundle = open_bundle(derived)
    assert bundle.signature == open_bundle(signed).signature
    assert [c.words() for c in bundle.changes] == [SITE]
    assert "north" in bundle.changes[0].words("ko") and open_bundle(signed).changes == ()
    assert (derived / "SIGNED-calibration.json").read_bytes() == (signed / "calibration.json").read_bytes()


def test_thresholds_upon_a_calibration_are_a_second_change(derived, signed, tmp_path):
    both = write_levels_bundle(open_bundle(derived), tmp_path / "both", 0.75, "2026-11-22")
    assert [c.words() for c in both.changes] == [SITE, LEVELS]
    back = write_levels_bundle(both, tmp_path / "back", 1.0, "2026-11-22")
    assert [c.words() for c in back.changes] == [SITE] and back.signature == open_bundle(signed).signature
    alone = write_levels_bundle(open_bundle(signed), tmp_path / "alone", 0.75, "2026-11-22")
    assert [c.words() for c in alone.changes] == [LEVELS]


def test_an_unsigned_one_stays_unsigned_and_keeps_no_copies(make_bundle, tmp_path):
    made = write_site_bundle(open_bundle(make_bundle()), tmp_path / "derived", TABLE, "")
    assert made.signature is None and made.changes == ()
    assert not any(p.name.startswith("SIGNED-") for p in made.path.iterdir())


@pytest.mark.parametrize("name", ["image.safetensors", "tokenizer.json"])
def test_another_file_changed_with_its_hash_renewed_is_refused_by_name(derived, name):
    (derived / name).write_bytes(b"another")
    write_sums(derived)
    assert refusal(derived).startswith(f"{name} in the model bundle derived was changed after signing.")


@pytest.mark.parametrize("name", ["SIGNED-metadata.json", "SIGNED-calibration.json", "SIGNED-MODEL_CARD.md"])
def test_the_copies_of_what_was_signed_cannot_be_changed_or_left_out(derived, name):
    whole = (derived / name).read_bytes()
    (derived / name).write_bytes(whole + b" ")
    write_sums(derived)
    assert f"{name} in the model bundle derived was changed after signing" in refusal(derived)
    (derived / name).unlink()
    write_sums(derived)
    assert f"{name} is missing" in refusal(derived)


def test_all_three_copies_taken_away_leave_a_changed_bundle(derived):
    for path in derived.glob("SIGNED-*"):
        path.unlink()
    write_sums(derived)
    assert "MODEL_CARD.md in the model bundle derived was changed after signing" in refusal(derived)


@pytest.mark.parametrize(
    ("name", "edit"),
    [
        ("calibration.json", lambda told: {**told, "patterns": {"note": {"temperature": 9}}}),
        ("calibration.json", lambda told: {**told, "film_findings": {}}),
        ("metadata.json", lambda told: {**told, "intended_use": "everything"}),
        ("metadata.json", lambda told: {**told, "name": "another"}),
        ("metadata.json", lambda told: {**told, "version": "9"}),
    ],
)
def test_whatever_else_is_changed_in_the_tables_is_refused_by_name(derived, name, edit):
    change(derived, name, edit)
    assert f"{name} in the model bundle derived was changed after signing" in refusal(derived)


def test_a_card_that_no_longer_begins_with_the_signed_one_is_refused(derived):
    (derived / "MODEL_CARD.md").write_text("# Better\n", encoding="utf-8")
    write_sums(derived)
    assert "MODEL_CARD.md" in refusal(derived)


def test_a_further_file_is_refused_by_name(derived):
    (derived / "more.safetensors").write_bytes(b"x")
    write_sums(derived)
    assert "more.safetensors is in the model bundle derived but was not signed" in refusal(derived)


def test_a_factor_that_nobody_measured_is_refused(derived):
    change(derived, "calibration.json", lambda told: {**told, "site_levels": {"factor": 0.1}})
    assert "0.1" in refusal(derived)
