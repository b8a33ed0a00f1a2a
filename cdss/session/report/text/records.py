"""The sentences of a report as frozen records: what each says, what it rests on, and what the clinician made of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from cdss.core.sentences import sentence
from cdss.session.report.work import ReportWork, Rewording

OWN = "own"
"""Second part of the key of a sentence that the clinician added: ``findings/own/1``."""


class Section(StrEnum):
    """The four parts of the text, in their order; the first part of a sentence's key names its section."""

    FINDINGS = "findings"
    IMPRESSION = "impression"
    COMPARISON = "comparison"
    RECOMMENDATION = "recommendation"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One thing that a sentence rests on.

    ``pane``: value of the ``Pane`` that shows it; ``code``: of the finding, measurement, vital sign or condition; ``name`` and
    ``value`` with its unit as shown, in the language of the screen. ``english``: the value where it has words in that language.
    """

    pane: str
    code: str
    name: str
    value: str
    english: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """``template`` names the drafted sentence among the program's, ``params`` fill it; empty for one that was added.

    ``draft`` is the drafted text in the language of the screen. ``edit``: what the clinician wrote in its place.
    """

    key: str
    template: str
    params: tuple[tuple[str, str], ...]
    draft: str
    evidence: tuple[Evidence, ...] = ()
    edit: Rewording | None = None

    @property
    def section(self) -> Section:
        """Where it stands."""
        return Section(self.key.partition("/")[0])

    @property
    def text(self) -> str:
        """What the report says: the clinician's words where they wrote some; empty where it is left out."""
        return self.draft if self.edit is None else self.edit.text

    @property
    def own(self) -> bool:
        """Whether there is no draft of it: added by the clinician, or drafted from evidence that is no longer there."""
        return not self.template

    @property
    def left_out(self) -> bool:
        """Whether the clinician took it out of the report."""
        return self.edit is not None and not self.edit.text

    @property
    def basis(self) -> str:
        """The evidence in one line, the same in every language: another line means that the draft now says something else."""
        return "; ".join(f"{one.code}={one.english or one.value}" for one in self.evidence)

    @property
    def added(self) -> bool:
        """Whether the clinician wrote it of themselves, resting on no evidence of the program's."""
        return self.own and self.edit is not None and not self.edit.basis

    @property
    def outdated(self) -> bool:
        """Whether what it rests on is no longer what it was when the clinician wrote it."""
        return self.edit is not None and self.edit.basis != self.basis


@dataclass(frozen=True, slots=True)
class ReportText:
    """All sentences, section by section; those of a section in the order in which they are read."""

    sentences: tuple[Sentence, ...] = ()

    def of(self, section: Section) -> tuple[Sentence, ...]:
        """The sentences of one section."""
        return tuple(one for one in self.sentences if one.section is section)

    def sentence(self, key: str) -> Sentence | None:
        """The one called ``key``; None where there is none."""
        return next((one for one in self.sentences if one.key == key), None)


def said(key: str, template: str, language: str, evidence: tuple[Evidence, ...] = (), **params: str) -> Sentence:
    """The sentence ``template`` drafted in ``language``; ``KeyError`` for an unknown one."""
    return Sentence(key, template, tuple(params.items()), sentence(template, params, language), evidence)


def with_work(drafted: tuple[Sentence, ...], work: ReportWork) -> ReportText:
    """``drafted`` with what the clinician wrote; what has no draft (any more) stands at the end of its section."""
    keys = {one.key for one in drafted}
    worded = [_worded(one, work.of(one.key)) for one in drafted]
    added = [Sentence(edit.key, "", (), "", (), edit) for edit in work.edits if edit.key not in keys and edit.text]
    every = [*worded, *added]
    return ReportText(tuple(one for section in Section for one in every if one.section is section))


def next_own_key(text: ReportText, section: Section) -> str:
    """The key of a sentence that is added to ``section``: none that is there has it."""
    head = f"{section.value}/{OWN}/"
    used = [int(one.key.removeprefix(head)) for one in text.sentences if one.key.startswith(head)]
    return f"{head}{max(used, default=0) + 1}"


def _worded(drafted: Sentence, edit: Rewording | None) -> Sentence:
    return Sentence(drafted.key, drafted.template, drafted.params, drafted.draft, drafted.evidence, edit)
