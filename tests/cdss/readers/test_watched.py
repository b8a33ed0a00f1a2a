"""A watched folder as real files: what is seen in it."""

from __future__ import annotations

import pytest

from cdss.readers import watched
from cdss.readers.watched import is_case, look
from cdss.records.watched import Item


@pytest.fixture
def home(tmp_path):
    made = tmp_path / "inbox"
    made.mkdir()
    return made


def put(path, text="x"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_folders_with_files_manifests_and_strangers_are_told_apart(home):
    put(home / "anna" / "image" / "chest.dcm")
    put(home / "ben.json", "{}")
    put(home / "eva.HL7", "MSH|^~")
    put(home / "readme.txt")
    put(home / ".hidden" / "note.txt")
    (home / "empty").mkdir()
    assert {name: seen.item for name, seen in look(home).items()} == {
        "anna": Item.FOLDER,
        "ben.json": Item.MANIFEST,
        "eva.HL7": Item.MANIFEST,
        "readme.txt": Item.OTHER,
    }


def test_a_signature_changes_with_any_file_in_it_and_with_nothing_else(home):
    put(home / "anna" / "note.txt", "Pain.")
    before = look(home)["anna"].signature
    assert before == look(home)["anna"].signature
    assert before[0][:2] == ("anna/note.txt", 5)
    put(home / "anna" / "note.txt", "Pain!")
    touched = look(home)["anna"].signature
    put(home / "anna" / "deep" / "down" / "vitals.csv")
    assert len({before, touched, look(home)["anna"].signature}) == 3
    put(home / "anna" / ".lock")
    assert len(look(home)["anna"].signature) == 2, "hidden files are no part of a case"


@pytest.mark.parametrize(
    ("name", "text", "unsure"), [("a.csv", "x", False), ("a.csv", "", True), ("a.csv.PART", "x", True)]
)
def test_empty_files_and_unfinished_names_are_not_sure_to_be_complete(home, name, text, unsure):
    put(home / "anna" / name, text)
    assert look(home)["anna"].unsure is unsure


def test_only_so_many_files_of_one_item_are_looked_at(home, monkeypatch):
    for i in range(8):
        put(home / "anna" / f"{i}.txt")
    monkeypatch.setattr(watched, "MOST_FILES", 3)
    assert len(look(home)["anna"].signature) == 3


def test_a_folder_that_is_gone_is_an_error(home):
    home.rmdir()
    with pytest.raises(FileNotFoundError):
        look(home)


def test_a_case_is_known_by_its_manifest(home):
    assert not is_case(home)
    put(home / "case.json", "{}")
    assert is_case(home)


def test_a_link_is_no_case_wherever_it_leads(home, tmp_path_factory):
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (elsewhere / "note.txt").write_text("Somebody else's.", encoding="utf-8")
    (home / "linked").symlink_to(elsewhere, target_is_directory=True)
    found = look(home)["linked"]
    assert found.item is Item.OTHER and found.signature == (("linked", 0, 0),)
