"""Korean durations, times and counts as English: ``2시간 전부터`` becomes ``for 2 hours``."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

_UNITS = {"초": "second", "분": "minute", "시간": "hour", "일": "day", "주일": "week", "주": "week", "달": "month"}
_UNITS |= {"개월": "month", "년": "year"}
_NUMERALS = {"한": "1", "두": "2", "세": "3", "네": "4", "다섯": "5", "여섯": "6", "수": "several", "몇": "several"}
_WHOLE = {"하루": "1 day", "이틀": "2 days", "사흘": "3 days", "나흘": "4 days", "일주일": "1 week", "보름": "15 days"}
_WHOLE |= {"며칠": "several days", "몇일": "several days", "수일": "several days"}
_COUNTED = {"회": ("time", "times"), "번": ("time", "times"), "차례": ("time", "times"), "병": ("bottle", "bottles")}
_COUNTED |= {"알": ("tablet", "tablets"), "정": ("tablet", "tablets"), "갑년": ("pack year", "pack years")}
_COUNTED |= {"갑": ("pack", "packs"), "잔": ("glass", "glasses"), "층": ("floor", "floors")}

_SINCE = {
    "어제": "yesterday",
    "오늘": "today",
    "그저께": "two days ago",
    "아침": "this morning",
    "저녁": "this evening",
}
_SINCE |= {"새벽": "early morning", "어젯밤": "last night", "지난주": "last week"}

_LENGTH = (
    r"(?:(?P<n>\d+(?:\.\d+)?(?:\s?[~-]\s?\d+)?|(?<![가-힣])(?:한|두|세|네|다섯|여섯|수|몇))\s?"
    r"(?P<unit>시간|개월|주일|초|분|일|주|달|년)|(?<![가-힣])(?P<whole>하루|이틀|사흘|나흘|일주일|보름|며칠|몇일|수일))"
    r"(?:\s?(?:정도|가량|쯤|여))?"
)


class TimePhrase(NamedTuple):
    """A time expression found at the asked place: where it ends and how it reads in English."""

    end: int
    english: str


def time_phrase(text: str, at: int) -> TimePhrase | None:
    """The longest time or count expression of ``text`` that begins at ``at``, or None."""
    for pattern, render in _RULES:
        if m := pattern.match(text, at):
            return TimePhrase(m.end(), render(m))
    return None


def _length(m: re.Match[str]) -> str:
    if m["whole"]:
        return _WHOLE[m["whole"]]
    number = _NUMERALS.get(m["n"], m["n"].replace("~", "-").replace(" ", ""))
    unit = _UNITS[m["unit"]]
    return f"{number} {unit}" if number == "1" else f"{number} {unit}s"


def _counted(m: re.Match[str]) -> str:
    one, many = _COUNTED[m["what"]]
    return f"{m['n']} {one if m['n'] == '1' else many}"


def _clock(m: re.Match[str]) -> str:
    half = {"오전": " am", "새벽": " am", "오후": " pm", "저녁": " pm", "밤": " pm"}.get(m["half"] or "", "")
    return f"at {m['hour']}:{int(m['minute'] or 0):02d}{half}"


_Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]
_RULES: tuple[_Rule, ...] = (
    (re.compile(r"(?P<month>\d{1,2})월\s?(?P<day>\d{1,2})일"), lambda m: f"on {m['month']}/{m['day']}"),
    (
        re.compile(
            r"(?:(?P<half>오전|오후|새벽|저녁|밤)\s?)?(?P<hour>\d{1,2})시(?!간)(?:\s?(?P<minute>\d{1,2})분)?(?:경|쯤)?"
        ),
        _clock,
    ),
    (re.compile(rf"(?:내원\s?)?{_LENGTH}\s?전\s?(?:부터|이후)"), lambda m: f"for {_length(m)}"),
    (re.compile(rf"내원\s?{_LENGTH}\s?전에?"), lambda m: f"{_length(m)} ago"),
    (re.compile(rf"{_LENGTH}\s?전에?"), lambda m: f"{_length(m)} ago"),
    (re.compile(rf"{_LENGTH}\s?(?:째|동안|간)(?!격)"), lambda m: f"for {_length(m)}"),
    (
        re.compile(r"(?P<what>어제|오늘|그저께|아침|새벽|어젯밤|지난주|저녁)\s?부터"),
        lambda m: f"since {_SINCE[m['what']]}",
    ),
    (re.compile(r"(?P<n>\d{1,3})세"), lambda m: f"{m['n']} year old"),
    (re.compile(r"(?P<n>\d+)\s?(?P<what>갑년|갑|회|번|차례|병|알|정|잔|층)(?![가-힣]*[관광])"), _counted),
    (re.compile(r"(?P<n>\d{2}(?:\.\d)?)\s?도(?![가-힣])"), lambda m: f"{m['n']} degrees"),
    (re.compile(_LENGTH), _length),
)
