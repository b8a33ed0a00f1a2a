"""The table of risks and controls: every test that it names is there, in both languages the same, and none of them is skipped."""

import ast
import re

import pytest

ROW = re.compile(r"^\| ([^|]+) \| ([^|]+) \| ([^|]*) \| (T\d+(?:, T\d+)*) \|$", re.MULTILINE)
NAMED = re.compile(r"^- (T\d+) `(tests/[\w/]+\.py)::(test_\w+)`$", re.MULTILINE)


@pytest.fixture(params=["en", "ko"])
def page(request, repository):
    return (repository / "resources" / "help" / request.param / "92-risks.md").read_text(encoding="utf-8")


def test_each_test_that_proves_a_control_exists_and_is_run(page, repository):
    named = NAMED.findall(page)
    assert len(named) >= 30
    missing = []
    for code, place, name in named:
        path = repository / place
        tree = ast.parse(path.read_text(encoding="utf-8")) if path.is_file() else ast.Module([], [])
        found = [n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == name]
        skipped = [d for n in found for d in n.decorator_list if re.search(r"mark\.(skip|xfail)\b", ast.unparse(d))]
        if not found or skipped:
            missing.append(f"{code} {place}::{name}")
    assert missing == []


def test_each_hazard_has_a_control_and_a_test_and_no_test_is_left_over(page):
    rows = ROW.findall(page)
    assert len(rows) == sum(line.startswith("| ") for line in page.splitlines()) - 1
    assert len(rows) >= 20 and all(hazard.strip() and control.strip() for hazard, control, _, _ in rows)
    used = [code for *_, codes in rows for code in codes.split(", ")]
    assert used == [code for code, *_ in NAMED.findall(page)] == [f"T{n}" for n in range(1, len(used) + 1)]


def test_both_languages_name_the_same_tests_in_the_same_rows(repository):
    pages = [(repository / "resources/help" / x / "92-risks.md").read_text(encoding="utf-8") for x in ("en", "ko")]
    assert NAMED.findall(pages[0]) == NAMED.findall(pages[1])
    assert [row[3] for row in ROW.findall(pages[0])] == [row[3] for row in ROW.findall(pages[1])]
