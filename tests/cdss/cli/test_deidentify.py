"""``cdss deidentify``: shows what would leave, writes it only where asked, and pictures only where somebody looked at them."""

from cdss.__main__ import main
from tests.cdss.deidentify.planted import found_in, write_case


def test_without_a_folder_it_only_shows(tmp_path, capsys):
    key = write_case(tmp_path / "in", "dicom")
    assert main(["deidentify", str(key)]) == 0
    said = capsys.readouterr().out
    assert "note.txt" in said and "[NAME]님, [ID]" in said and "film-1.dcm (--films-looked-at)" in said
    assert "attributes of file headers are removed" in said and "not perfect" in said
    assert [p.name for p in tmp_path.iterdir()] == ["in"]


def test_with_a_folder_it_writes_and_nothing_planted_leaves(tmp_path, capsys):
    key = write_case(tmp_path / "in", "dicom")
    arguments = ["deidentify", str(key), "--out", str(tmp_path / "out"), "--films-looked-at", "--keep-dates-shifted"]
    assert main(arguments) == 0
    said = capsys.readouterr()
    assert "4 files" in said.out and "shifted back" in said.out
    assert found_in(tmp_path / "out") == {}
    assert main(arguments) == 2, "never into a folder that is there"
    assert "is not empty" in capsys.readouterr().err


def test_a_film_that_is_left_out_for_a_fault_is_said_and_an_exit_code(tmp_path, capsys, monkeypatch):
    key = write_case(tmp_path / "in", "dicom")

    def broken(*_):
        raise RuntimeError

    monkeypatch.setattr("cdss.deidentify.pieces.clean_film", broken)
    assert main(["deidentify", str(key)]) == 1
    said = capsys.readouterr()
    assert "Honggyeol.dcm is left out" in said.err and "film-1" not in said.out


def test_what_is_no_case_is_said(tmp_path, capsys):
    assert main(["deidentify", str(tmp_path / "gone")]) == 2
    assert "gone" in capsys.readouterr().err
