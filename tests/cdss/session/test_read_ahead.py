"""The note is read before the screen needs it."""

from cdss.core.paths import demo_dir
from cdss.readers.case_folder import read_case
from cdss.session.evidence import note_reading, read_ahead
from cdss.session.resolve import resolve
from cdss.session.state import Entry, Intent, SessionState


def test_the_screen_finds_the_note_read():
    case = read_case(demo_dir() / "01-chest-pain")
    note_reading.cache_clear()
    read_ahead(case)
    assert note_reading.cache_info().misses == 1
    pane = resolve(SessionState((Entry("a", case),), Intent(selected="a"))).note
    assert note_reading.cache_info().misses == 1
    assert case.note.text.split()[0] in pane.text
