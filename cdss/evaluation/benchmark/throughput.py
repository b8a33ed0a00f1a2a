"""How many note-and-vitals cases a second ``cdss assess --cases`` gets through, from the line read to the line written."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from cdss.cli.assess import assess_input, assess_inputs
from cdss.cli.inputs import inputs_from_lines
from cdss.core.errors import EngineError
from cdss.core.kinds import Modality
from cdss.core.paths import demo_dir
from cdss.engine.local import LocalEngine
from cdss.evaluation.benchmark.networks import Network, note_network
from cdss.evaluation.benchmark.timing import Clock, Timing, median_of, run_times
from cdss.nets.triage import TriageModel
from cdss.readers.case_folder import read_case
from cdss.records.case import Case
from cdss.records.serialise_numbers import Json
from cdss.records.vitals import VITALS_FIELDS, VitalsRow
from cdss.text.pipeline import read_note

CASES = 64
"""Cases of one run: two full batches."""

_RUNS = 5
_SHIFT = {"heart_rate": 3.0, "resp_rate": 1.0, "sbp": 4.0, "dbp": 2.0, "temperature_c": 0.1}
"""Steps by which the vital signs of a made-up case differ from those it was made from."""


def made_up_cases(count: int) -> list[Json]:
    """``count`` manifests from the demonstration patients: sentences of the note in another order, vital signs shifted."""
    patients = [read_case(folder) for folder in sorted(demo_dir().iterdir()) if folder.is_dir()]
    whole = [case for case in patients if case.note is not None and Modality.VITALS in case.present]
    return [_manifest(whole[number % len(whole)], number) for number in range(count)]


def throughput(engine: LocalEngine, repeat: int, clock: Clock, count: int = CASES) -> list[Timing]:
    """Cases a second one by one and in batches, medians of up to five runs; ``EngineError`` where a case cannot be assessed."""
    manifests = made_up_cases(count)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.jsonl"
        file.write_text("".join(json.dumps(manifest) + "\n" for manifest in manifests), encoding="utf-8")
        inputs = inputs_from_lines(file)
        runs = min(repeat, _RUNS)
        singly = _rates(lambda: [assess_input(engine, source) for source in inputs], runs, clock)
        batched = _rates(lambda: list(assess_inputs(engine, inputs)), runs, clock)
    return [
        median_of("note and vitals, one by one", singly, "cases/s"),
        median_of("note and vitals, in batches", batched, "cases/s"),
    ]


def notes_alone(model: TriageModel, size: int) -> Network:
    """The language model on ``size`` notes of the made-up cases as one plain batch: the bound of any batch."""
    notes = [(m["chief_complaint"], m["note"]["text"]) for m in made_up_cases(size)]
    return replace(
        note_network(model, [model.tokenizer(read_note(*note).english).ids for note in notes]), name=f"{size} notes"
    )


def _rates(work: Callable[[], list[Json]], runs: int, clock: Clock) -> list[float]:
    """Cases a second of each run, after a first one that shows that no case fails."""
    lines = work()
    for line in lines:
        if "error" in line:
            raise EngineError(str(line["error"]))
    return [len(lines) / (ms / 1000) for ms in run_times(work, runs, clock, warm=0)]


def _manifest(case: Case, number: int) -> Json:
    rows: Sequence[VitalsRow] = case.vitals.rows if case.vitals else ()
    return {
        "case_id": f"{case.case_id}-{number}",
        "patient": {"age_years": case.patient.age_years, "sex": case.patient.sex.value},
        "arrival": {"mode": case.arrival.mode.value},
        "chief_complaint": case.chief_complaint,
        "note": {"text": _turned(case.note.text if case.note else "", number)},
        "vitals": {"rows": [_row(row, number % 7 - 3) for row in rows]},
        "history": None if case.history is None else list(case.history),
    }


def _turned(text: str, number: int) -> str:
    """The same sentences, beginning with another one."""
    sentences = re.split(r"(?<=[.!?])\s+", text.strip())
    first = number % len(sentences)
    return " ".join([*sentences[first:], *sentences[:first]])


def _row(row: VitalsRow, steps: int) -> Json:
    values = {name: getattr(row, name) for name in VITALS_FIELDS}
    shifted = {
        name: round(value + steps * _SHIFT.get(name, 0.0), 1) if isinstance(value, float) else value
        for name, value in values.items()
    }
    time = {"time": row.time.isoformat()} if row.time else {}
    return {**time, **{name: value for name, value in shifted.items() if value is not None}}
