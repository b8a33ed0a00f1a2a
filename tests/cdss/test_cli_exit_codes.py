"""How a command ends: what is said on stderr, and the code that a script or a shell sees."""

from __future__ import annotations

import argparse
import json

import pytest

import cdss.__main__ as program
from cdss import __version__
from cdss.cli import assess, info
from cdss.core.errors import BundleError, CdssError
from cdss.core.kinds import STATUS_SENTENCE
from cdss.core.paths import model_dir


def raising(error):
    def run(args):
        raise error

    return run


def caused(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (CdssError("The disk is full."), 2, "The disk is full.\n"),
        (BundleError("ecg.safetensors was changed."), 2, "ecg.safetensors was changed.\n"),
        (caused(CdssError("torch cannot be loaded."), ImportError("libc")), 2, "torch cannot be loaded. (libc)\n"),
        (caused(CdssError("It cannot be read."), OSError("secret path")), 2, "It cannot be read.\n"),
        (ModuleNotFoundError("x", name="shap"), 2, "The Python package shap is missing: set the program up again.\n"),
        (KeyboardInterrupt(), 130, "Stopped. The lines written so far are complete.\n"),
    ],
)
def test_each_way_to_fail_has_its_words_and_its_code(monkeypatch, capsys, error, code, said):
    failing = program.COMMANDS["info"]._replace(load=lambda: (lambda parser: None, raising(error)))
    monkeypatch.setitem(program.COMMANDS, "info", failing)
    assert program.main(["info"]) == code
    out, err = capsys.readouterr()
    assert (out, err) == ("", said)


def test_a_fault_of_the_program_is_not_swallowed(monkeypatch):
    failing = program.COMMANDS["info"]._replace(load=lambda: (lambda parser: None, raising(ZeroDivisionError("x"))))
    monkeypatch.setitem(program.COMMANDS, "info", failing)
    with pytest.raises(ZeroDivisionError):
        program.main(["info"])


def test_the_version_is_printed_alone(capsys):
    with pytest.raises(SystemExit) as caught:
        program.main(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"TriageLens {__version__}\n"


def parsed(*words):
    parser = argparse.ArgumentParser(exit_on_error=False)
    assess.add_arguments(parser)
    return parser.parse_args(words)


def test_arguments_of_assess_and_what_they_default_to():
    args = parsed("a", "b", "--out", "-")
    assert (args.paths, args.cases, args.out, args.explain) == (["a", "b"], None, "-", False)
    assert (args.device, args.language, args.model) == ("auto", "en", model_dir())


@pytest.mark.parametrize("words", [["--device", "tpu"], ["--language", "fr"], ["--explain=yes"]])
def test_values_outside_the_lists_are_refused(words, capsys):
    with pytest.raises((SystemExit, argparse.ArgumentError)):
        parsed("a", "--out", "-", *words)


def test_an_input_named_another_way_is_not_overwritten_either(tmp_path, capsys, monkeypatch):
    (tmp_path / "sub").mkdir()
    cases = tmp_path / "cases.jsonl"
    cases.write_text('{"case_id": "a", "chief_complaint": "fever"}\n')
    monkeypatch.chdir(tmp_path)
    assert program.main(["assess", "--cases", "cases.jsonl", "--out", "sub/../cases.jsonl"]) == 2
    assert "would be overwritten" in capsys.readouterr().err
    assert json.loads(cases.read_text())["case_id"] == "a"


# info --------------------------------------------------------------------------------------------------------------------


def test_info_for_people_says_everything_on_lines_of_its_own():
    facts = {
        "program": "1.0",
        "provenance": {"commit": "ab" * 20, "date": "2026-11-22", "changed": True},
        "python": "3.11.9",
        "platform": "Linux",
        "cores": 4,
        "device": {"name": "cpu"},
        "model": {"name": "cdss-triage", "sha256": "ab"},
        "libraries": {"torch": "2.13.0", "shap": None},
        "status": STATUS_SENTENCE,
    }
    assert info.as_text(facts).splitlines() == [
        "TriageLens 1.0, Python 3.11.9, Linux",
        "source   commit abababababab of 2026-11-22, with changes that are in no commit",
        "device   cpu (4 cores)",
        "model    name: cdss-triage",
        "         sha256: ab",
        "",
        "torch               2.13.0",
        "shap                not installed",
        "",
        STATUS_SENTENCE,
    ]


def test_info_names_the_folder_of_a_model_that_cannot_be_used(tmp_path):
    facts = info.facts_of(tmp_path / "none", "cpu")
    assert facts["model"]["folder"] == str(tmp_path / "none") and "no model bundle" in facts["model"]["error"]
    assert facts["device"] == {"name": "cpu"}
    assert "error: There is no model bundle" in info.as_text(facts)


def test_info_says_where_a_device_is_not_there():
    import torch

    if torch.cuda.is_available():
        pytest.skip("this computer has the device")
    facts = info.facts_of(model_dir(), "cuda")
    assert set(facts["device"]) == {"error"} and facts["device"]["error"].endswith(".")


def test_every_library_it_names_is_installed():
    assert all(info._version(name) for name in info.LIBRARIES)
    assert info._version("no-such-distribution") is None
