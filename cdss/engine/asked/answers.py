"""Which module answers which kind of question."""

from __future__ import annotations

from cdss.core.errors import EngineError
from cdss.engine.asked.next_test import next_test
from cdss.engine.asked.occlusion import occlude
from cdss.engine.asked.second_opinion import second_opinion
from cdss.engine.asked.smallest_change import smallest_change
from cdss.engine.explained.subject import Subject
from cdss.records.question import Answer, NextTest, Occlude, Question, SecondOpinion, SmallestChange


def answered(subject: Subject, question: Question) -> Answer:
    """The answer; ``EngineError`` where the question cannot be asked of this case."""
    match question:
        case Occlude():
            return occlude(subject, question)
        case SecondOpinion():
            return second_opinion(subject, question)
        case NextTest():
            return next_test(subject)
        case SmallestChange():
            return smallest_change(subject)
        case _:
            raise EngineError.of("question_unknown")
