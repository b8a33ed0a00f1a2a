"""The list of libraries is the one that is installed, and each says under what licence."""

import re
import tomllib
from importlib.metadata import version

from cdss.core.shipped import DIRECT, UNKNOWN, libraries


def _plain(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_what_is_asked_for_directly_is_what_the_project_declares(request):
    project = tomllib.loads((request.config.rootpath / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {_plain(re.match(r"[\w.-]+", pin).group()) for pin in project["dependencies"]}
    assert {_plain(name) for name in DIRECT} == declared


def test_every_library_is_named_once_with_the_version_that_is_installed():
    found = libraries()
    assert len({_plain(x.name) for x in found}) == len(found) > len(DIRECT)
    assert {x.name: x.version for x in found}["numpy"] == version("numpy")
    assert [x.name for x in found if x.licence == UNKNOWN] == []


def test_what_they_need_in_turn_is_there_and_what_only_tests_need_is_not():
    names = {_plain(x.name) for x in libraries()}
    assert {"shiboken6", "pydantic-core", "sympy"} <= names
    assert not {"pytest", "ruff", "mypy"} & names


def test_one_that_is_not_installed_is_left_out():
    assert libraries(("no-such-library-at-all", "platformdirs")) == libraries(("platformdirs",))
