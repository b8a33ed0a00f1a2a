"""The last part of the report: what was missing, which methods failed, and exactly which model read exactly which inputs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cdss.core.sentences import sentence
from cdss.records.assessment import ModelIdentity
from cdss.report.record import Block, Facts, Heading, Paragraph, Table, Tone
from cdss.session.names import modality_name, name
from cdss.session.panes import DecisionPane


@dataclass(frozen=True, slots=True)
class InputHash:
    """One input: the part of the case, its file (or where its text came from), and its SHA-256, None where it cannot be read.

    ``edited``: the hash is of what the clinician made of it, not of a file.
    """

    part: str
    source: str
    sha256: str | None
    edited: bool = False


@dataclass(frozen=True, slots=True)
class WeightsHash:
    """One file of weights of the model bundle."""

    file: str
    sha256: str


def missing_blocks(decision: DecisionPane, language: str) -> Iterator[Block]:
    """What the assessment did without."""
    yield Heading(name("report", "missing", language))
    if decision.missing:
        listed = ", ".join(modality_name(modality, language) for modality in decision.missing)
        yield Paragraph(sentence("report_without", {"list": listed}, language))
    else:
        yield Paragraph(sentence("report_nothing_missing", {}, language))


def identity_blocks(
    model: ModelIdentity | None,
    device: str | None,
    weights: tuple[WeightsHash, ...],
    inputs: tuple[InputHash, ...],
    language: str,
) -> Iterator[Block]:
    """Model, version and hash of its bundle, each file of weights, each input. Hashes are SHA-256 in full."""
    yield Heading(name("report", "model_and_inputs", language))
    if model is not None:
        rows = [(name("report", "model", language), f"{model.name} {model.version}")]
        rows += [(name("report", "device", language), device.upper())] if device else []
        rows.append((name("report", "bundle", language), model.sha256))
        yield Facts(tuple(rows))
    if weights:
        rows_of_weights = tuple((one.file, one.sha256) for one in weights)
        yield Table((name("report", "weights", language), "SHA-256"), rows_of_weights, small=True)
    unreadable = name("report", "unreadable", language)
    body = tuple((_part(one.part, language), _file(one, language), one.sha256 or unreadable) for one in inputs)
    if body:
        heads = (name("report", "input", language), name("report", "file", language), "SHA-256")
        yield Table(heads, body, small=True)
    yield Paragraph(sentence("session_status_sentence", {}, language), Tone.WARNING)


def _part(part: str, language: str) -> str:
    return name("modality", part, language)


def _file(one: InputHash, language: str) -> str:
    edited = name("report", "as_edited", language) if one.edited else ""
    return " ".join(filter(None, (one.source, f"({edited})" if edited and one.source else edited)))
