"""Settings: one table, one action, and what is kept of them."""

from dataclasses import fields

import pytest

from cdss.core.sentences import LANGUAGES, catalogue
from cdss.database.records import SavedSession
from cdss.session.saved import Restored, saved_of
from cdss.session.setting_actions import SettingChanged, values_of
from cdss.session.settings import (
    SECTIONS,
    SETTINGS,
    Kind,
    Setting,
    Settings,
    choice,
    folder,
    from_kept,
    in_section,
    number,
    switch,
    to_keep,
)
from cdss.session.state import SessionState
from tests.cdss.session.test_saved import NOW, THEMES

AMOUNT = Setting("amount", "look", Kind.NUMBER, 100, lowest=100, highest=200, steps=25)
ASKED = Setting("asked", "look", Kind.BOOL, True)
COLOUR = Setting("colour", "look", Kind.CHOICE, "red", ("red", "blue"))
PLACE = Setting("place", "look", Kind.FOLDER, "")


def other_value(setting):
    """A value that is allowed and not the default."""
    match setting.kind:
        case Kind.CHOICE:
            return next(v for v in setting.allowed if v != setting.default)
        case Kind.NUMBER:
            return setting.highest if setting.highest != setting.default else setting.lowest
        case Kind.BOOL:
            return not setting.default
        case _:
            return "/some/where"


def test_at_first_everything_is_at_its_default():
    assert values_of(SessionState().intent) == {name: s.default for name, s in SETTINGS.items()}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_changed_setting_holds_and_nothing_else_changes(name):
    before = SessionState()
    value = other_value(SETTINGS[name])
    after = SettingChanged(name, value).apply(before)
    assert values_of(after.intent) == values_of(before.intent) | {name: value}
    assert after.entries is before.entries


@pytest.mark.parametrize("name", SETTINGS)
def test_a_changed_setting_is_kept_and_comes_back(name):
    value = other_value(SETTINGS[name])
    saved = saved_of(SettingChanged(name, value).apply(SessionState()))
    back = Restored(saved, (*THEMES, "high_contrast"), NOW).apply(SessionState())
    assert values_of(back.intent)[name] == value


def test_what_stands_at_its_default_takes_no_room_on_the_disk():
    assert to_keep(Settings()) == {}
    assert {name for name, _ in saved_of(SessionState()).settings} == {
        "grouping",
        "language",
        "order",
        "selected",
        "theme",
    }


@pytest.mark.parametrize(("name", "value"), [("colour_of_the_moon", "red"), ("theme", "sepia"), ("level_terms", 3)])
def test_an_unknown_setting_or_value_is_refused_by_name(name, value):
    with pytest.raises(ValueError, match=name):
        SettingChanged(name, value).apply(SessionState())


def test_what_an_older_or_newer_program_kept_does_no_harm():
    kept = SavedSession(settings=(("level_terms", "manchester"), ("moon", "full"), ("theme", "sepia")))
    back = Restored(kept, THEMES, NOW).apply(SessionState())
    assert values_of(back.intent) == values_of(SessionState().intent)
    assert from_kept((("level_terms", "esi"), ("moon", "full"))).level_terms == "esi"


@pytest.mark.parametrize(
    ("setting", "text", "value"),
    [
        (AMOUNT, "150", 150),
        (AMOUNT, "99", None),
        (AMOUNT, "201", None),
        (AMOUNT, "many", None),
        (AMOUNT, "1.5", None),
        (ASKED, "0", False),
        (ASKED, "1", True),
        (ASKED, "2", None),
        (ASKED, "yes", None),
        (COLOUR, "blue", "blue"),
        (COLOUR, "green", None),
        (PLACE, "/a", "/a"),
        (PLACE, "", ""),
    ],
)
def test_a_text_of_the_file_is_read_or_not_believed(setting, text, value):
    found = setting.value(text)
    assert found == value and type(found) is type(value)
    if value is not None:
        assert setting.text(value) == text


@pytest.mark.parametrize(
    ("setting", "value"), [(AMOUNT, True), (AMOUNT, "150"), (ASKED, 1), (COLOUR, None), (PLACE, 3)]
)
def test_a_value_of_another_kind_does_not_fit(setting, value):
    assert not setting.fits(value)


def test_every_setting_has_its_words_and_every_section_its_heading():
    said = catalogue()
    for setting in SETTINGS.values():
        assert setting.fits(setting.default), setting.name
        if setting.kind is not Kind.HIDDEN:
            assert setting.section in SECTIONS
            assert f"setting_{setting.name}" in said
            assert all(f"setting_{setting.name}_{value}" in said for value in setting.allowed)
    assert all(f"settings_section_{section}" in said for section in SECTIONS)
    assert SETTINGS["language"].allowed == LANGUAGES


def test_every_row_stands_on_one_page_and_every_field_is_a_setting():
    rows = [setting.name for section in SECTIONS for setting in in_section(section)]
    assert sorted(rows) == sorted(name for name, s in SETTINGS.items() if s.kind is not Kind.HIDDEN)
    assert {f.name for f in fields(Settings)} <= SETTINGS.keys()


def test_a_line_of_the_table_says_all_about_its_setting():
    made = (
        choice("look", "b", "a", order=("a", "b")),
        number("look", 5, 1, 9, 2),
        switch("look", True),
        folder("look"),
    )
    assert [line.default for line in made] == ["b", 5, True, ""]
    assert [dict(line.metadata) for line in made] == [
        {"section": "look", "kind": Kind.CHOICE, "allowed": ("a", "b")},
        {"section": "look", "kind": Kind.NUMBER, "lowest": 1, "highest": 9, "steps": 2},
        {"section": "look", "kind": Kind.BOOL},
        {"section": "look", "kind": Kind.FOLDER},
    ]
