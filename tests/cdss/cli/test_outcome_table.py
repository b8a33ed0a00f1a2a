"""A hospital's table of outcomes: what is read from it, and in which words a bad one is refused."""

from __future__ import annotations

import pytest

from cdss.cli.outcome_table import read_outcomes
from cdss.core.errors import CdssError


@pytest.fixture
def table(tmp_path):
    def write(text, encoding="utf-8"):
        (tmp_path / "outcomes.csv").write_bytes(text.encode(encoding))
        return tmp_path / "outcomes.csv"

    return write


def test_blank_cells_are_unknown_and_levels_become_urgent_or_not(table):
    found = read_outcomes(table("case_id,level,admitted,critical,sepsis\na,2,1,0,\nb,3,,0,1\nc,,,,\n"))
    assert found.by_case == {
        "a": {"urgent": True, "admission": True, "critical": False},
        "b": {"urgent": False, "critical": False, "sepsis": True},
        "c": {},
    }
    assert found.outputs == ("urgent", "admission", "critical", "sepsis")


def test_what_a_spreadsheet_writes_is_read(table):
    found = read_outcomes(table("Case ID;Level;Admitted\na;1;0\nb;5;NA\n", "utf-8-sig"))
    assert found.by_case == {"a": {"urgent": True, "admission": False}, "b": {"urgent": False}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("level,admitted\n2,1\n", "needs a column case_id"),
        ("case_id,name\na,b\n", "at least one of: level, admitted, critical"),
        ("", "needs a column case_id"),
        ("case_id,admitted,age\na,1,50\n", "a column age that is not an outcome"),
        ("case_id,admitted\na,1\na,0\n", "Row 2 of outcomes.csv"),
        ("case_id,admitted\n,1\n", "Row 1 of outcomes.csv"),
        ("case_id,level\na,2\nb,6\n", "Row 2 of outcomes.csv has 6 under level. Write one of 1, 2, 3, 4, 5"),
        ("case_id,level\na,2.5\n", "has 2.5 under level"),
        ("case_id,admitted\na,yes\n", "has yes under admitted. Write one of 0, 1"),
        ("case_id,sepsis\na,2\n", "has 2 under sepsis"),
    ],
)
def test_a_bad_table_is_refused_by_row_and_column(table, text, said):
    with pytest.raises(CdssError, match=r"outcomes\.csv") as caught:
        read_outcomes(table(text))
    assert said in str(caught.value)


def test_a_table_that_is_not_there_or_not_text_is_refused(table, tmp_path):
    with pytest.raises(CdssError, match=r"absent\.csv cannot be read"):
        read_outcomes(tmp_path / "absent.csv")
    with pytest.raises(CdssError, match="not UTF-8"):
        read_outcomes(table("case_id,admitted\ná,1\n", "latin-1"))
