"""What the repository holds and stands on: licences, no traces of a machine, no unsafe loading, demo patients with credit."""

import ast
import json
import re
import shutil
import subprocess
import tomllib
from importlib.metadata import PackageNotFoundError, distribution, requires

import pytest

from cdss.core.kinds import STATUS_SENTENCE

COPYLEFT = re.compile(r"\b(?:A?GPL|GNU (?:Affero )?General Public)", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser|Library General", re.IGNORECASE)
TRACES = re.compile(
    r"/work/|/root/|/home/\w|/Users/\w|C:\\\\Users|files\.pythonhosted|pypi\.org|download\.pytorch|huggingface\.co/[^\s)]*resolve"
)
TEXT = {".py", ".md", ".json", ".toml", ".qss", ".txt", ".csv", ".ts", ".svg", ".cfg", ".yml", ""}
MEBIBYTE = 1 << 20


def _tracked(repository):
    if shutil.which("git") is None:
        pytest.skip("git is not installed here")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [repository / name for name in listed.stdout.split("\0") if name and (repository / name).is_file()]


def _needed(name, seen):
    """Names of all distributions that ``name`` needs at run time, itself included."""
    key = re.sub(r"[-_.]+", "-", name).lower()
    if key in seen:
        return
    try:
        wanted = requires(name) or []
    except PackageNotFoundError:
        return
    seen.add(key)
    for requirement in wanted:
        if "extra ==" not in requirement:
            _needed(re.match(r"[\w.-]+", requirement).group(), seen)


def _licence(name):
    metadata = distribution(name).metadata
    classified = [c for c in metadata.get_all("Classifier") or () if c.startswith("License")]
    return " ; ".join([metadata.get("License-Expression") or "", (metadata.get("License") or "")[:200], *classified])


def test_nothing_the_program_needs_is_under_the_gpl(repository):
    project = tomllib.loads((repository / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    needed = set()
    for pin in project["dependencies"]:
        _needed(re.match(r"[\w.-]+", pin).group(), needed)
    assert {"torch", "pyside6-essentials", "wfdb", "numpy"} <= needed
    bound = {}
    for name in needed:
        options = re.split(r"\bOR\b|;|\n| or ", _licence(name))
        strong = [o for o in options if COPYLEFT.search(o) and not LESSER.search(o)]
        others = [o for o in options if o.strip() and o not in strong and o.strip() != "License :: OSI Approved"]
        if strong and not others:
            bound[name] = strong
    assert bound == {}


def test_no_traces_of_a_machine_or_of_a_package_server(repository):
    own = repository / "tests" / "architecture" / "test_supply.py"
    found = []
    for path in _tracked(repository):
        if path == own or path.suffix not in TEXT:
            continue
        text = path.read_text(encoding="utf-8", errors="replace")
        found += [f"{path.relative_to(repository)}: {m.group()}" for m in TRACES.finditer(text)]
    assert found == []


PIPE = "cdss.engine.transport"
"""Messages between the program's own two processes; nothing that was stored or sent from elsewhere passes here."""

PUBLISHED = "cdss.training.published"
"""Weights by others that training starts from, read as tensors only; no part of the running program imports it."""

UNPICKLERS = re.compile(
    r"(torch\.(load|jit\.load|export\.load|hub\..*|package\..*)|(pickle|cPickle|_pickle)\..*|.*\.read_pickle|.*Unpickler)$"
)
PICKLING_MODULES = {"joblib", "dill", "cloudpickle", "shelve", "marshal", "cPickle", "_pickle"}


def _unsafe(modules):
    """Every place in the modules that reads Python objects or torch's own files, or could."""
    for module in modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                given = {k.arg: ast.unparse(k.value) for k in node.keywords}
                array = called in {"np.load", "numpy.load"} and given.get("allow_pickle", "False") != "False"
                if array or UNPICKLERS.match(called):
                    yield module.name, called, given
            elif isinstance(node, ast.ImportFrom) and node.module in {
                "pickle",
                "torch.serialization",
                *PICKLING_MODULES,
            }:
                yield module.name, f"from {node.module}", {}
            elif isinstance(node, ast.Import):
                yield from ((module.name, f"import {a.name}", {}) for a in node.names if a.name in PICKLING_MODULES)


def test_nothing_is_loaded_by_pickle_and_no_file_by_torch(source_modules):
    found = [(name, called, given) for name, called, given in _unsafe(source_modules) if name != PIPE]
    assert [(name, called) for name, called, _ in found] == [(PUBLISHED, "torch.load")]
    assert found[0][2]["weights_only"] == "True"


def test_what_the_running_program_imports_never_reads_a_file_of_torch(cdss_modules):
    users = {m.name for m in cdss_modules if any(i.name.startswith(PUBLISHED) for i in m.imports)}
    assert users and all(name.startswith("cdss.training.") for name in users)


@pytest.mark.parametrize(
    "line",
    [
        *("torch.load(p)", "pickle.load(f)", "np.load(p, allow_pickle=True)", "pd.read_pickle(p)", "import joblib"),
        *("from pickle import loads", "torch.jit.load(p)", "pickle.Unpickler(f)"),
    ],
)
def test_the_check_sees_each_way_of_it(line):
    class Module:
        name, tree = "cdss.x", ast.parse(line)

    assert list(_unsafe([Module]))


def test_no_private_key_is_in_the_repository(repository):
    mark = b"PRIVATE " + b"KEY-----"
    keys = [p for p in _tracked(repository) if p.suffix in {".pem", ".key"} or mark in p.read_bytes()[:200_000]]
    of_made_up_patients = (
        repository / "tests" / "cdss" / "database" / "stores"
    )  # what opens a kept session of an older program
    assert [key for key in keys if of_made_up_patients not in key.parents] == []


def test_demo_patients_show_what_was_promised(repository):
    cases = [
        json.loads(p.read_text(encoding="utf-8")) for p in sorted((repository / "resources/demo").glob("*/case.json"))
    ]
    given = [{k for k in ("images", "ecg", "vitals", "note") if k in c} for c in cases]
    assert len(cases) >= 10
    assert sum(len(g) == 4 for g in given) >= 4
    for absent in ("images", "ecg", "vitals", "note"):
        assert {"images", "ecg", "vitals", "note"} - {absent} in given
    assert any("가" <= ch <= "힣" for c in cases for ch in c.get("chief_complaint", ""))
    assert all(c["composite"] for c, g in zip(cases, given, strict=True) if g & {"images", "ecg"})


def test_each_part_of_a_demo_patient_has_its_credit(repository):
    credits = (repository / "resources/demo/CREDITS.md").read_text(encoding="utf-8")
    donors = json.loads((repository / "resources/demo/donors.json").read_text(encoding="utf-8"))
    for path in sorted((repository / "resources/demo").glob("*/case.json")):
        case = json.loads(path.read_text(encoding="utf-8"))
        parts = {p for s in case["sources"] for p in s["part"].split(" and ")}
        named = {"images": "image", "ecg": "ecg", "vitals": "vitals", "note": "note"}
        assert parts == {named[k] for k in named if k in case}, path
        assert all(s["credit"] in credits and s["licence"] for s in case["sources"]), path
        for ecg in case.get("ecg", ()):
            assert int(re.search(r"(\d+)_hr", ecg["path"]).group(1)) in donors["ecg_ids"]
        for film in case.get("images", ()):
            nih = re.fullmatch(r"image/(\d{8})_\d{3}\.jpg", film["path"])
            assert nih is None or int(nih.group(1)) in donors["film_patients"]


def test_sizes_stay_within_what_was_promised(repository):
    def total(folder):
        return sum(p.stat().st_size for p in (repository / folder).rglob("*") if p.is_file()) / MEBIBYTE

    assert total("resources/demo") <= 6
    assert total("resources/models") <= 80


def test_the_readme_says_what_the_program_is_not(repository):
    assert STATUS_SENTENCE in (repository / "README.md").read_text(encoding="utf-8")
