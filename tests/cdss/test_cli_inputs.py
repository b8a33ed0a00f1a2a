"""How the inputs of a run are named and found, before anything is assessed."""

import json

import pytest

from cdss.cli.inputs import inputs_from_lines, inputs_from_paths
from cdss.core.errors import CaseError, CdssError


@pytest.fixture
def folder(tmp_path):
    for name in ("b", "a"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "case.json").write_text(json.dumps({"chief_complaint": f"pain {name}"}))
    return tmp_path


def test_order_and_repeats_are_kept(folder):
    inputs = inputs_from_paths([str(folder / "b"), str(folder / "a"), str(folder / "b")])
    assert [one.name for one in inputs] == ["b", "a", "b"]
    assert [one.read().chief_complaint for one in inputs] == ["pain b", "pain a", "pain b"]


def test_manifest_is_named_by_its_folder(folder):
    (one,) = inputs_from_paths([str(folder / "a" / "case.json")])
    assert one.name == one.read().case_id == "a"


def test_pattern_the_shell_left_alone_is_expanded_in_order(folder):
    assert [one.name for one in inputs_from_paths([str(folder / "*/")])] == ["a", "b"]


def test_pattern_without_a_match_stays_an_input_that_fails(folder):
    (one,) = inputs_from_paths([str(folder / "x*")])
    with pytest.raises(CaseError, match="x"):
        one.read()


def test_folder_whose_name_looks_like_a_pattern_is_taken_as_it_is(folder):
    (folder / "ward[3]").mkdir()
    assert [one.name for one in inputs_from_paths([str(folder / "ward[3]")])] == ["ward[3]"]


def test_one_broken_input_does_not_touch_the_others(folder):
    bad, good = inputs_from_paths([str(folder / "none"), str(folder / "a")])
    with pytest.raises(CaseError, match="none"):
        bad.read()
    assert good.read().case_id == "a"


def test_lines_are_numbered_as_an_editor_does(tmp_path):
    file = tmp_path / "list.jsonl"
    file.write_bytes(
        b'\xef\xbb\xbf{"case_id": "first", "chief_complaint": "x"}\r\n\r\n[1]\r\n{"case_id": 7, "chief_complaint": "x"}'
    )
    inputs = inputs_from_lines(file)
    assert [one.name for one in inputs] == ["first", "list-3", "7"]
    assert inputs[0].read().case_id == "first"
    with pytest.raises(CaseError, match="line 3"):
        inputs[1].read()
    assert inputs[2].read().case_id == "7"


def test_paths_of_a_line_are_relative_to_the_file(tmp_path):
    (tmp_path / "v.csv").write_text("heart_rate,sbp\n110,160\n")
    (tmp_path / "list.jsonl").write_text('{"case_id": "a", "vitals": {"path": "v.csv"}}\n')
    (one,) = inputs_from_lines(tmp_path / "list.jsonl")
    assert one.read().vitals.latest.heart_rate == 110


def test_line_separator_inside_a_text_does_not_split_a_line(tmp_path):
    text = "chest\u2028pain\u0085now"
    (tmp_path / "list.jsonl").write_text(
        json.dumps({"case_id": "a", "chief_complaint": text}, ensure_ascii=False), "utf-8"
    )
    (one,) = inputs_from_lines(tmp_path / "list.jsonl")
    assert one.read().chief_complaint == text


def test_empty_list_has_no_cases(tmp_path):
    (tmp_path / "list.jsonl").write_text("\n \n")
    assert inputs_from_lines(tmp_path / "list.jsonl") == ()


def test_folder_instead_of_a_list_is_refused_in_words(tmp_path):
    with pytest.raises(CdssError, match="cannot be read"):
        inputs_from_lines(tmp_path)


def test_a_line_may_hold_a_bundle_whose_files_lie_beside_the_list(tmp_path):
    (tmp_path / "note.txt").write_text("Chest pain since noon, sweating.")
    attachment = {"attachment": {"url": "note.txt"}}
    document = {"resourceType": "DocumentReference", "id": "d", "status": "current", "content": [attachment]}
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": document}]}
    (tmp_path / "cases.jsonl").write_text(f"{json.dumps(bundle)}\n{json.dumps({**bundle, 'type': 'history'})}\n")
    good, bad = inputs_from_lines(tmp_path / "cases.jsonl")
    case = good.read()
    assert (case.case_id, case.note.text) == ("cases-1", "Chest pain since noon, sweating.")
    with pytest.raises(CaseError, match=r"cases\.jsonl line 2 is a FHIR bundle of type history"):
        bad.read()
