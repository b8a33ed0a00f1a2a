"""Words for levels and patients, shared by the banner, the worklist and the decision."""

from __future__ import annotations

from datetime import datetime

from cdss.core.clock import minutes_ago
from cdss.core.kinds import ArrivalMode
from cdss.records.identity import Arrival, Patient
from cdss.session.names import explained_value, name
from ui.language import language
from ui.terms import in_fahrenheit

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def patient_words(patient: Patient) -> str:
    """Sex and age: ``M 58``; what is not known is left out."""
    sex = name("sex", patient.sex.value, language())
    return " ".join(filter(None, (sex, age_words(patient.age_years))))


def age_words(years: float | None) -> str:
    """Whole years; months below two years; empty where not known."""
    if years is None:
        return ""
    if years < 2:
        months = int(years * 12)
        return f"{months}개월" if language() == "ko" else f"{months} mo"
    return f"{int(years)}"


def contribution_words(name_of_input: str, shown: str) -> str:
    """The value of an explained input in the language of the screen: arrival and history in words, the unit of age."""
    return explained_value(name_of_input, shown, language(), in_fahrenheit())


def arrival_words(arrival: Arrival, now: datetime | None = None) -> str:
    """Time and means of arrival as far as known: ``14:22 · ambulance``; with the day where it was not today."""
    clock = "" if arrival.time is None else _since(arrival.time, now or datetime.now(arrival.time.tzinfo))
    mode = "" if arrival.mode is ArrivalMode.UNKNOWN else name("arrival_mode", arrival.mode.value, language())
    return " · ".join(filter(None, (clock, mode)))


def day_words(then: datetime) -> str:
    """``20 Nov``, ``11/20`` in Korean."""
    return f"{then.month}/{then.day}" if language() == "ko" else f"{then.day} {_MONTHS[then.month - 1]}"


def day_and_clock(then: datetime) -> str:
    """``20 Nov 14:22``, ``11/20 14:22`` in Korean."""
    return f"{day_words(then)} {then:%H:%M}"


def long_ago(then: datetime, moment: datetime) -> str:
    """``20 Nov 14:22``, ``11/20 14:22`` in Korean; of another year the year in place of the time."""
    if then.year == moment.year:
        return day_and_clock(then)
    return f"{then.year}/{day_words(then)}" if language() == "ko" else f"{day_words(then)} {then.year}"


def _since(then: datetime, now: datetime) -> str:
    here = now.astimezone(then.tzinfo)
    return f"{then:%H:%M}" if then.date() == here.date() else long_ago(then, here)


def minutes_since(arrival: Arrival, now: datetime | None = None) -> int | None:
    """Whole minutes since arrival; None where not known or not sensible (``minutes_ago``)."""
    return None if arrival.time is None else minutes_ago(arrival.time, now or datetime.now(arrival.time.tzinfo))
