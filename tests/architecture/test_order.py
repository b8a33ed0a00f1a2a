"""The longest files of tests come first, so that two processes of tests end together."""

import importlib.util
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Found:
    path: Path
    name: str = ""


def conftest(repository):
    spec = importlib.util.spec_from_file_location("tests_conftest", repository / "tests" / "conftest.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_files_that_come_first_are_there_and_each_once(repository):
    longest = conftest(repository).LONGEST
    assert [name for name in longest if not (repository / "tests" / name).is_file()] == []
    assert len(set(longest)) == len(longest)


def test_first_the_longest_then_those_with_the_most_tests_each_in_its_order(repository):
    module = conftest(repository)
    tests = repository / "tests"
    slow, slower = tests / module.LONGEST[1], tests / module.LONGEST[0]
    few, many = tests / "few.py", tests / "many.py"
    items = [
        Found(few, "a"),
        Found(many, "b"),
        Found(slow, "c"),
        Found(many, "a"),
        Found(slower, "d"),
        Found(slow, "b"),
    ]
    module.pytest_collection_modifyitems(items)
    assert [(item.path, item.name) for item in items] == [
        (slower, "d"),
        (slow, "c"),
        (slow, "b"),
        (many, "b"),
        (many, "a"),
        (few, "a"),
    ]


def test_the_suite_is_run_in_that_order(repository, monkeypatch):
    spec = importlib.util.spec_from_file_location("installer_run", repository / "installer" / "run.py")
    run = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(run)
    commands = []
    monkeypatch.setattr(run.subprocess, "call", lambda command, **_: commands.append(command) or 0)
    assert run.run_tests(["-x"]) == 0
    (command,) = commands
    assert command[-1] == "-x" and "--no-loadscope-reorder" in command
    assert command[command.index("--dist") + 1] == "loadfile"
