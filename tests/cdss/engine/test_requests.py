"""The book of requests: whose answers are wanted, and what goes out when. No process involved."""

from types import SimpleNamespace

from cdss.engine.guard import is_out_of_memory, resident_mb, thread_count
from cdss.engine.jobs import Jobs
from cdss.engine.messages import Assessed, AssessRequest, Explained, Refused
from cdss.engine.requests import MAX_AHEAD, RequestBook
from cdss.records.case import Case
from cdss.records.explanation import Explanation, ModalityShapley, NoteTokens

SHAPLEY = ModalityShapley("risk", 0.1, 0.9, {}, {})
TOKENS = NoteTokens("risk", "", ())


def assessed(generation, case_id):
    return Assessed(generation, SimpleNamespace(case_id=case_id))


def test_generations_rise_and_know_their_case():
    book = RequestBook()
    first, _ = book.add(Case("a"), explain=False)
    second, _ = book.add(Case("b"), explain=False)
    assert second > first
    assert (book.case_of(first), book.case_of(second)) == ("a", "b")


def test_late_answer_of_an_older_generation_reaches_nobody():
    book = RequestBook()
    old, _ = book.add(Case("a"), explain=False)
    book.due()
    new, dropped = book.add(Case("a"), explain=False)
    assert dropped == (old,)
    assert book.accept(assessed(old, "a")) is None
    assert book.accept(Refused(old, "x", "y")) is None
    assert book.accept(assessed(new, "a")) is not None


def test_assessment_of_another_case_is_refused():
    book = RequestBook()
    g, _ = book.add(Case("a"), explain=True)
    answer = book.accept(assessed(g, "b"))
    assert isinstance(answer, Refused) and answer.code == "engine_other_patient"
    assert book.accept(Explained(g, Explanation(), final=True)) is None


def test_parts_of_an_explanation_are_joined_and_keep_their_identity():
    book = RequestBook()
    g, _ = book.add(Case("a"), explain=True)
    book.accept(assessed(g, "a"))
    first = book.accept(Explained(g, Explanation(modality_shapley=SHAPLEY), final=False))
    second = book.accept(Explained(g, Explanation(note_tokens=TOKENS), final=True))
    assert first.explanation == Explanation(modality_shapley=SHAPLEY)
    assert second.explanation.modality_shapley is SHAPLEY and second.explanation.note_tokens is TOKENS
    assert book.case_of(g) == "a"


def test_worklist_goes_out_a_few_ahead_and_the_screen_at_once():
    book = RequestBook()
    waiting = [book.add(Case(name), explain=False)[0] for name in "abcd"]
    assert [r.generation for r in book.due()] == waiting[:MAX_AHEAD]
    screen, _ = book.add(Case("z"), explain=True)
    assert [r.generation for r in book.due()] == [screen]
    for name, generation in zip("ab", waiting, strict=False):
        book.accept(assessed(generation, name))
    assert [r.generation for r in book.due()] == [waiting[2]]


def test_explained_request_overtakes_explained_ones_only():
    book = RequestBook()
    background, _ = book.add(Case("a"), explain=False)
    old, _ = book.add(Case("b"), explain=True)
    book.due()
    _, dropped = book.add(Case("c"), explain=True)
    assert dropped == (old,)
    assert (book.case_of(background), book.case_of(old)) == ("a", None)


def test_after_a_crash_everything_goes_out_again_and_the_guilty_once_only():
    book = RequestBook()
    guilty, _ = book.add(Case("a"), explain=False)
    other, _ = book.add(Case("b"), explain=False)
    book.due()
    assert book.crashed(guilty) == ()
    assert [r.generation for r in book.due()] == [guilty, other]
    (refused,) = book.crashed(guilty)
    assert (refused.generation, refused.code) == (guilty, "engine_case_crashes")
    assert [r.generation for r in book.due()] == [other]


def test_crash_while_idle_blames_nobody():
    book = RequestBook()
    g, _ = book.add(Case("a"), explain=False)
    assert [book.crashed(None) for _ in range(5)] == [()] * 5
    assert [r.generation for r in book.due()] == [g]


def test_jobs_put_the_newest_patient_on_screen_first():
    jobs = Jobs()
    for generation, explain in ((1, False), (2, True), (3, False), (4, True)):
        jobs.put(AssessRequest(generation, Case(str(generation)), explain))
    jobs.cancel(3)
    assert [jobs.take().generation for _ in range(3)] == [4, 2, 1]
    assert jobs.wanted(1)
    jobs.cancel(1)
    assert not jobs.wanted(1)


def test_guard_reads_this_machine():
    assert 5 < resident_mb() < 100_000
    assert thread_count() >= 1


def test_out_of_memory_is_known_by_the_allocators_words():
    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(RuntimeError("[enforce fail] DefaultCPUAllocator: not enough memory: you tried"))
    assert is_out_of_memory(RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"))
    assert not is_out_of_memory(RuntimeError("shape mismatch"))
    assert not is_out_of_memory(ValueError("out of memory"))
