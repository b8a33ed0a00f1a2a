"""Help and about: pages in both languages, found by words, opened for the pane in use; what is claimed there is so."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QKeySequence
from pytestqt.qtbot import QtBot

from cdss import __version__
from cdss.core.kinds import STATUS_SENTENCE
from cdss.core.paths import model_dir, resources_dir
from cdss.core.provenance import provenance
from cdss.records.assessment import ModelIdentity
from cdss.session.place import Pane
from tests.ui.test_switching_looks import opened
from ui.actions import ACTIONS, use_keys
from ui.language import set_language
from ui.panels.help_pages import about_pages, help_pages, open_about, open_help
from ui.panels.pages_panel import PagesPanel

FILES = sorted((resources_dir() / "help").glob("*/*.md"))
HASH = "3f9c" * 16


@pytest.fixture
def panel(qtbot: QtBot) -> PagesPanel:
    parent = opened(qtbot)
    return open_help("start", parent)


def name_of(path: Path) -> str:
    return path.stem.partition("-")[2]


def titles(panel: PagesPanel) -> list[str]:
    return [panel.list.item(i).text() for i in range(panel.list.count())]


def test_every_page_is_there_in_both_languages_with_a_title_that_fits_the_list() -> None:
    names = {folder: [p.name for p in FILES if p.parent.name == folder] for folder in ("en", "ko")}
    assert names["en"] == names["ko"] and len(names["en"]) == 12
    for path in FILES:
        title = path.read_text(encoding="utf-8").partition("\n")[0]
        assert title.startswith("# ") and len(title) <= 26
    others = {"start", "quick", "worklist", "numbers", "limits", "admin", "risks"}
    assert {p.value for p in Pane} | others == {name_of(p) for p in FILES}


@pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}-{p.stem}")
def test_keys_and_links_of_a_page_lead_somewhere(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert set(re.findall(r"\{key:(\w+)\}", text)) <= {spec.name for spec in ACTIONS}
    assert set(re.findall(r"\(page:(\w+)\)", text)) <= {name_of(p) for p in FILES}
    assert text.count("`") % 2 == 0 and "http" not in text
    assert (re.search("[가-힣]", text) is not None) == (path.parent.name == "ko")


def test_every_key_of_a_pane_stands_on_its_page_or_one_like_it_does() -> None:
    """What has a twin (next and previous, the windows, the levels) is named by one of them."""
    twins = re.compile(r"_(next|previous|window|own_level|zoom|key|lead|fit|true_size|attribution)|own_level")
    pages = {name_of(p): p.read_text(encoding="utf-8") for p in FILES if p.parent.name == "en"}
    panes = {"film", "ecg", "note", "vitals", "worklist"}
    unsaid = [
        spec.name
        for spec in ACTIONS
        if spec.menu in panes and f"{{key:{spec.name}}}" not in pages[spec.menu] and not twins.search(spec.name)
    ]
    assert unsaid == ["cancel_batch", "assess_cancelled", "delete_patient"]


def test_both_languages_name_the_same_keys_and_links() -> None:
    for english in (p for p in FILES if p.parent.name == "en"):
        korean = english.parents[1] / "ko" / english.name
        for pattern in (r"\{key:\w+\}", r"page:\w+"):
            found = [sorted(re.findall(pattern, p.read_text(encoding="utf-8"))) for p in (english, korean)]
            assert found[0] == found[1], english.name


def test_the_first_page_says_what_the_program_is_not(qapp: object) -> None:
    assert STATUS_SENTENCE in help_pages()[0].text()
    set_language("ko")
    assert "의료기기가 아닙니다" in help_pages()[0].text()


def test_keys_in_the_help_are_those_that_are_set(qapp: object) -> None:
    use_keys({"film_fit": "Q", "palette": ""}, {})
    pages = {page.name: page.text() for page in help_pages()}
    assert "`Q` fits" in pages["film"] and "{key:" not in "".join(pages.values())
    assert "`no key` finds any action" in pages["start"]
    assert "| Fit the X-ray to the pane | `Q` |" in pages["keys"]


def test_the_page_of_keys_has_every_action(qapp: object) -> None:
    text = help_pages()[-1].text()
    assert [spec.text for spec in ACTIONS if f"| {spec.text} |" not in text] == []


@pytest.mark.parametrize("pane", [Pane.FILM, Pane.ECG, Pane.NOTE, Pane.VITALS, Pane.DECISION])
def test_f1_opens_the_page_of_the_pane_in_use(qtbot: QtBot, pane: Pane) -> None:
    window = opened(qtbot)
    with qtbot.waitActive(window):
        window.activateWindow()
    part = window.decision if pane is Pane.DECISION else window.evidence.place(pane)
    part.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    part.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F1)
    panel = window.findChild(PagesPanel)
    assert panel is not None and panel.list.currentItem().data(Qt.ItemDataRole.UserRole) == pane.value


def test_in_the_worklist_it_is_the_worklists(qtbot: QtBot) -> None:
    window = opened(qtbot)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.worklist.list.setFocus()
    assert window.open_help().list.currentItem().text() == "Worklist"


def test_search_finds_pages_by_any_words_in_them(panel: PagesPanel) -> None:
    panel.search.setText("STEMI")
    assert titles(panel) == ["Quick start", "ECG", "Limits", "Risks and controls"]
    panel.show_page("ecg")
    assert panel.text.textCursor().selectedText() == "STEMI"
    panel.search.setText("zzz nowhere")
    assert titles(panel) == [] and panel.nothing.isVisible()
    panel.show_page("vitals")
    assert panel.search.text() == "" and "NEWS2" in panel.text.toPlainText() and not panel.nothing.isVisible()


@pytest.mark.parametrize(
    ("typed", "page", "marked"),
    [
        ("ecg", "심전도", "심전도"),
        ("SpO2", "활력징후", "SpO₂"),
        ("news2", "활력징후", "NEWS2"),
        ("pin", "이 프로그램의 용도", "PIN"),
    ],
)
def test_english_abbreviations_are_found_on_a_korean_screen(
    panel: PagesPanel, qtbot: QtBot, typed: str, page: str, marked: str
) -> None:
    set_language("ko")
    qtbot.waitUntil(lambda: panel.windowTitle() == "도움말")
    panel.search.setText(typed)
    assert page in titles(panel)
    panel.list.setCurrentRow(titles(panel).index(page))
    assert panel.text.textCursor().selectedText() == marked
    panel.search.setText("PACS")
    assert titles(panel) == ["이 프로그램의 용도", "환자 목록", "관리자용 안내", "단축키와 기능"]


def test_a_changed_or_cleared_search_leaves_no_mark_of_the_one_before(panel: PagesPanel) -> None:
    def marked() -> set[str]:
        return {one.cursor.selectedText() for one in panel.text.extraSelections()}  # type: ignore[attr-defined]

    panel.show_page("vitals")
    panel.search.setText("qSOFA")
    assert marked() == {"qSOFA"} and panel.text.textCursor().selectedText() == "qSOFA"
    panel.search.setText("NEWS2 band")
    assert marked() == {"NEWS2", "Band"} and panel.text.textCursor().selectedText() == "NEWS2"
    panel.search.setText("zzz")
    assert marked() == set() and panel.text.textCursor().selectedText() == ""
    panel.search.setText("NEWS2")
    panel.search.clear()
    assert marked() == set() and panel.text.textCursor().selectedText() == ""


def test_enter_in_the_search_goes_round_the_places_found(panel: PagesPanel, qtbot: QtBot) -> None:
    panel.search.setText("NEWS2 hypercapnic")
    first = panel.text.textCursor().position()
    with qtbot.waitActive(panel):
        panel.activateWindow()
    panel.search.setFocus()
    qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    second = panel.text.textCursor().position()
    for _ in range(9):
        qtbot.keyClick(panel.search, Qt.Key.Key_Return)
    assert second != first and panel.text.textCursor().selectedText() == "NEWS2" and panel.isVisible()
    qtbot.keyClick(panel.search, Qt.Key.Key_Down)
    assert panel.list.hasFocus()


def test_a_link_leads_to_its_page_and_none_leads_out(panel: PagesPanel) -> None:
    panel.text.anchorClicked.emit(QUrl("page:limits"))
    assert panel.list.currentItem().text() == "Limits"
    panel.text.anchorClicked.emit(QUrl("https://example.org"))
    assert panel.list.currentItem().text() == "Limits" and not panel.text.openExternalLinks()


def test_the_open_help_follows_the_language(panel: PagesPanel, qtbot: QtBot) -> None:
    panel.show_page("note")
    set_language("ko")
    qtbot.waitUntil(lambda: panel.windowTitle() == "도움말")
    assert panel.list.currentItem().text() == "기록" and panel.text.toPlainText().startswith("기록")


def test_about_shows_version_hashes_card_and_licences(qtbot: QtBot) -> None:
    panel = open_about(model_dir(), ModelIdentity("cdss-triage", "0.4.0", HASH), opened(qtbot))
    text = panel.text.toPlainText()
    assert f"TriageLens {__version__}" in text and HASH in text and STATUS_SENTENCE in text
    sums = (model_dir() / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert all(line.split()[0] in text for line in sums)
    assert f"Made from: {provenance().words()}" in text
    panel.show_page("model")
    assert "\nModel card: cdss-triage" in panel.text.toPlainText()
    panel.show_page("libraries")
    assert "PySide6" in panel.text.toPlainText() and "LGPL-3.0" in panel.text.toPlainText()
    panel.show_page("notices")
    assert "PTB-XL" in panel.text.toPlainText()
    panel.show_page("changes")
    assert f"[{__version__}]" in panel.text.toPlainText()


def test_what_is_new_is_told_in_both_languages_of_the_same_versions(qapp: object) -> None:
    told = {}
    for spoken in ("en", "ko"):
        set_language(spoken)
        told[spoken] = {page.name: page.text() for page in about_pages(model_dir(), None)}["changes"]
    parts = [re.findall(r"^## \[.*$|^###|^-", text, re.MULTILINE) for text in told.values()]
    assert parts[0] == parts[1] and parts[0][0].startswith(f"## [{__version__}] - ")
    assert not re.search("[가-힣]", told["en"]) and told["ko"].startswith("# 달라진 점")


def test_where_the_build_collected_the_licences_about_says_so(
    qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def libraries_page() -> str:
        return {page.name: page.text() for page in about_pages(model_dir(), None)}["libraries"]

    assert "INDEX.md" not in libraries_page()
    (tmp_path / "legal" / "licences").mkdir(parents=True)
    (tmp_path / "legal" / "licences" / "INDEX.md").touch()
    monkeypatch.setattr("ui.panels.help_pages.resources_dir", lambda: tmp_path)
    assert f"{tmp_path / 'legal' / 'licences'}, listed in INDEX.md" in libraries_page()


def test_about_says_in_korean_what_the_card_and_the_licences_say_in_english(qtbot: QtBot) -> None:
    set_language("ko")
    panel = open_about(model_dir(), ModelIdentity("cdss-triage", "0.4.0", HASH), opened(qtbot))
    panel.show_page("summary")
    shown = panel.text.toPlainText()
    assert panel.list.currentItem().text() == "모델 카드 요약" and shown.startswith("모델 카드 요약: cdss-triage")
    assert "의료기기가 아닙니다" in shown and "STEMI를 찾는다고 주장하지 않습니다" in shown
    for page in ("model", "notices"):
        panel.show_page(page)
        assert "아래 전문은 영어입니다." in panel.text.toPlainText()
    panel.show_page("model")
    panel.text.anchorClicked.emit(QUrl("page:summary"))
    assert panel.list.currentItem().text() == "모델 카드 요약"


def test_without_a_model_about_says_so(qapp: object, tmp_path: Path) -> None:
    pages = {page.name: page.text() for page in about_pages(tmp_path, None)}
    assert "no model is loaded" in pages["program"] and "SHA" not in pages["program"]
    assert pages["model"] == "There is no file MODEL_CARD.md."
    assert pages["summary"] == "The figures of the model cannot be read: metadata.json is missing or damaged."


def test_defaults_of_the_help_keys_are_what_everyone_expects() -> None:
    table = json.loads((resources_dir() / "shortcuts.json").read_text(encoding="utf-8"))
    assert QKeySequence(table["help"]) == QKeySequence(Qt.Key.Key_F1)
    assert QKeySequence(table["settings"]) == QKeySequence("Ctrl+,")
