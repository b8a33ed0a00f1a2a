"""The size budget: small files, small functions, and tests in proportion."""

import ast
import statistics

import pytest

FILE_CAP, FUNCTION_CAP, CLASS_CAP = 500, 60, 250
FILE_MEDIAN, FILE_P90 = 150, 350
FUNCTION_MEDIAN, FUNCTION_P90 = 8, 28
TEST_SHARE = 0.8


def _lines(module):
    return module.text.count("\n") + 1


def _length(node):
    return node.end_lineno - node.lineno + 1


def _nodes(modules, kinds):
    return [
        (f"{m.path}:{n.lineno} {n.name}", _length(n)) for m in modules for n in ast.walk(m.tree) if isinstance(n, kinds)
    ]


def _p90(values):
    return sorted(values)[int(0.9 * (len(values) - 1))]


@pytest.fixture(scope="module")
def functions(source_modules):
    return _nodes(source_modules, (ast.FunctionDef, ast.AsyncFunctionDef))


def test_no_file_is_too_long(source_modules, test_modules):
    every = {str(m.path): _lines(m) for m in [*source_modules, *test_modules]}
    assert {path: n for path, n in every.items() if n > FILE_CAP} == {}


def test_no_function_is_too_long(functions):
    assert [(name, n) for name, n in functions if n > FUNCTION_CAP] == []


def test_no_class_is_too_long(source_modules):
    assert [(name, n) for name, n in _nodes(source_modules, ast.ClassDef) if n > CLASS_CAP] == []


def test_files_are_small_as_a_rule(source_modules):
    lengths = [_lines(m) for m in source_modules]
    assert statistics.median(lengths) <= FILE_MEDIAN
    assert _p90(lengths) <= FILE_P90


def test_functions_are_small_as_a_rule(functions):
    lengths = [n for _, n in functions]
    assert statistics.median(lengths) <= FUNCTION_MEDIAN
    assert _p90(lengths) <= FUNCTION_P90


def test_there_are_enough_tests(source_modules, test_modules):
    source, tests = sum(map(_lines, source_modules)), sum(map(_lines, test_modules))
    assert tests >= TEST_SHARE * source, f"{tests} lines of tests for {source} lines of source"
