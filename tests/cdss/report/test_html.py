"""The page: everything of the record is on it, nothing is fetched, and no text of a patient becomes markup."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

from cdss.records.case import Note
from cdss.report.html import report_html
from cdss.report.record import Facts, Heading, Report, Sentences, Table
from cdss.session.report.work import ReportWork, Rewording
from cdss.session.state import Entry

LEVELS = (
    ("#1d56c9", "#ffffff"),
    ("#c81e1e", "#ffffff"),
    ("#f2b90c", "#1d1503"),
    ("#157a45", "#ffffff"),
    ("#ffffff", "#131922"),
)
PICTURES = {"film": '<img alt="" src="data:image/png;base64,AAAA">', "ecg": "<svg><path d='M0 0'/></svg>"}


class Reader(HTMLParser):
    """The texts of a page, its attributes, and whether its tags are closed."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs
        if tag not in {"meta", "img", "rect", "path"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def read(report: Report) -> tuple[str, Reader]:
    page, reader = report_html(report, PICTURES, LEVELS), Reader()
    reader.feed(page)
    assert reader.open == []
    return page, reader


def test_every_text_of_the_record_is_on_the_page(make_report, entry: Entry) -> None:
    report = make_report(entry, failed=("ecg_attribution",))
    text = "\n".join(read(report)[1].texts)
    for block in report.blocks:
        match block:
            case Heading():
                assert block.text in text
            case Facts():
                assert all(label in text and value in text for label, value in block.rows)
            case Table():
                assert all(cell in text for row in block.rows for cell in row)
            case Sentences():
                assert all(one.text in text for one in block.rows)
    assert text.count(report.identity) >= 3 and text.count(report.status) >= 3


def test_nothing_is_fetched_and_nothing_runs(make_report, entry: Entry) -> None:
    page, reader = read(make_report(entry))
    links = [value for name, value in reader.attributes if name in {"href", "src", "xlink:href"}]
    assert all(value and value.startswith("data:") for value in links)
    assert "<script" not in page and "@import" not in page and "url(" not in page
    assert not any(name.startswith("on") for name, _ in reader.attributes)


def test_what_a_patient_or_clinician_wrote_is_text_and_never_markup(make_report, entry: Entry) -> None:
    evil = '<script>alert("x")</script>&'
    work = ReportWork((Rewording("recommendation/own/1", evil),))
    case = replace(entry.case, note=Note("note.txt", evil), chief_complaint=evil)
    page, reader = read(make_report(replace(entry, case=case, report_work=work)))
    assert "<script>" not in page
    assert "".join(reader.texts).count(evil) >= 3


def test_the_level_is_in_its_colour_with_number_and_word(make_report, entry: Entry) -> None:
    page, _ = read(make_report(entry))
    assert re.search(r'background:#c81e1e;color:#ffffff">2</div><div><strong>KTAS 2 Emergent', page)
    early, _ = read(make_report(replace(entry, assessment=None, explanation=None)))
    assert 'background:#ffffff;color:#131922">–</div><div><strong>Not assessed' in early


def test_pictures_stand_where_they_are_asked_for_and_captions_stay_without_them(make_report, entry: Entry) -> None:
    report = make_report(entry)
    page, _ = read(report)
    assert page.count(PICTURES["film"]) == 1 and page.count(PICTURES["ecg"]) == 1
    assert "a large square is 5 mm" in page and "Where the network looked for Pneumonia" in page


def test_the_language_is_named_and_letters_are_utf8(make_report, entry: Entry) -> None:
    page, _ = read(make_report(entry, "ko"))
    assert page.startswith('<!DOCTYPE html>\n<html lang="ko"><head><meta charset="utf-8">')
    assert "급성 관상동맥증후군" in page


def test_a_fall_is_told_from_a_rise_without_colour(make_report, entry: Entry) -> None:
    page, _ = read(make_report(entry))
    assert page.count('fill="#131922"') >= 3 and page.count('fill="#ffffff"') >= 2 and page.count('fill="#4c5768"') == 4
