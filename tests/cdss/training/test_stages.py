"""What must not change when training goes on."""

from __future__ import annotations

from cdss.bundle.derive import write_site_bundle
from cdss.bundle.load import open_bundle
from cdss.core.paths import model_dir
from cdss.training.cohort_table import CSV
from cdss.training.stages import OwnCohort


def test_a_cohort_is_another_with_another_table_or_other_encoders(tmp_path):
    (tmp_path / CSV).write_text("case_id\n", encoding="utf-8")
    made = write_site_bundle(open_bundle(model_dir()), tmp_path / "other", {"site": "busan", "outputs": {}}, "")
    shipped = OwnCohort(tmp_path, model_dir(), tmp_path, tmp_path)
    before = shipped.identity
    assert before.endswith(f"with encoders {open_bundle(model_dir()).identity.sha256}")
    assert OwnCohort(tmp_path, made.path, tmp_path, tmp_path).identity != before
    (tmp_path / CSV).write_text("case_id\na\n", encoding="utf-8")
    assert shipped.identity != before
