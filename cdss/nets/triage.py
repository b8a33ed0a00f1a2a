"""The whole model from a verified bundle: records in, tokens once, then logits for any presence pattern."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file
from torch import Tensor

from cdss.bundle.load import Bundle
from cdss.core.kinds import MODALITIES, Modality
from cdss.nets.background import load_background
from cdss.nets.ecg import TOKENS, EcgEvidence, EcgNet
from cdss.nets.ecg_input import ecg_input
from cdss.nets.film_input import film_input
from cdss.nets.folded import fold_norms
from cdss.nets.fusion import INPUT_NAMES, NOTE_WIDTH, OUTPUTS, VITALS, FusionEnsemble, Inputs
from cdss.nets.image import GRID, FilmEvidence, FilmNet, film_tensor
from cdss.nets.minilm import MiniLm
from cdss.nets.normalise import Scales, numbers
from cdss.nets.note_batch import states_of_notes
from cdss.nets.note_input import NoteIds, NoteTokenizer
from cdss.nets.recent import Recent, remembered
from cdss.nets.reference import load_reference
from cdss.nets.undrawn import Undrawn
from cdss.nets.vitals_input import measured, vital_values
from cdss.nets.vitals_series import FEATURES, SERIES_NAMES, SeriesEvidence
from cdss.records.case import Case
from cdss.records.ecg import Ecg
from cdss.records.film import Film
from cdss.records.reliability import Verdict
from cdss.scoring.calibrate import PatternCalibration
from cdss.scoring.operating_points import parse_patterns
from cdss.text.consciousness import consciousness_phrase
from cdss.text.pipeline import ReadNote, read_note

SERIES = "series.safetensors"
"""Weights of the evidence from the course of the vital signs; a bundle may have none."""


@dataclass(frozen=True, slots=True, eq=False)
class EncodedNote:
    """The note as read: ``read`` (displayed and English), its word pieces and their states in the note basis."""

    read: ReadNote
    text: str
    ids: NoteIds
    tokens: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class CaseInputs(Inputs):
    """Fusion inputs of one case, and ``series`` [n, 7]: log-odds that the course of each of ``SERIES_NAMES`` adds."""

    series: Tensor

    def masked(self, present: Tensor) -> CaseInputs:
        """As ``Inputs.masked``; the course is hidden where the vital signs are."""
        fused = Inputs.masked(self, present)
        parts = {name: getattr(fused, name) for name in INPUT_NAMES}
        return CaseInputs(**parts, series=self.series * fused.present[:, VITALS, None])


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """Everything computed once a case: fusion inputs and the raw material of the explanations (None where absent)."""

    inputs: CaseInputs
    film: FilmEvidence | None
    film_features: Tensor | None
    ecg: EcgEvidence | None
    ecg_signal: Tensor | None
    note: EncodedNote | None

    @property
    def present(self) -> tuple[Modality, ...]:
        """Modalities that the fusion sees."""
        return tuple(m for m, here in zip(MODALITIES, self.inputs.present[0].tolist(), strict=True) if here)


class TriageModel:
    """Encoders, fusion ensemble, scales and calibration of one bundle, on one device."""

    def __init__(self, bundle: Bundle, device: torch.device) -> None:
        self.device = device
        self.calibration: dict[str, PatternCalibration] = parse_patterns(bundle.calibration)
        self.shown_film_findings: frozenset[str] = frozenset(bundle.metadata.config["film_findings_shown"])
        self.failed_methods = frozenset(
            part for part, test in bundle.metadata.explanations.items() if test.status is Verdict.FAILED
        )
        with Undrawn():
            self.film = FilmNet(int(bundle.metadata.config["film_members"]))
            self.ecg = EcgNet(int(bundle.metadata.config["ecg_members"]))
            self.minilm = MiniLm()
            self.fusion = FusionEnsemble(int(bundle.metadata.config["fusion_members"]))
        note = _load(bundle, "note.safetensors")
        self.note_mean, self.note_basis = note.pop("mean").to(device), note.pop("basis").to(device)
        fusion = _load(bundle, "fusion.safetensors")
        self.scales = Scales(fusion.pop("scales.vitals").numpy(), fusion.pop("scales.age").numpy())
        parts = (self.film, _load(bundle, "image.safetensors")), (self.ecg, _load(bundle, "ecg.safetensors"))
        for net, state in (*parts, (self.minilm, note), (self.fusion, fusion)):
            net.load_state_dict(state, strict=True, assign=True)
            net.eval().requires_grad_(False).to(device)
        self.series = _series(bundle)
        self.reference = load_reference(bundle)
        self.background = load_background(bundle)
        self.film.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.tokenizer = NoteTokenizer(bundle.file("tokenizer.json"))

    def folded(self) -> TriageModel:
        """This model, made faster in place for one that only answers.

        Evaluation keeps the layers as learned: shuffled after folding, weights leave much of a map's order as it was.
        """
        for net in (self.film, self.ecg):
            fold_norms(net)
        self.film.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        return self

    @torch.no_grad()
    def encode(self, case: Case, recent: Recent | None = None) -> Encoded:
        """Run the encoders of the modalities that ``case`` has; absent ones become zeros that the presence mask hides.

        ``recent``: memory of films, recordings and notes, which must be of this model with these weights.
        """
        written = self._written(case)
        note = None
        if written is not None:
            ids = written[2]
            states = remembered(recent, "note", ids.ids, lambda: states_of_notes([ids], self._states)[0])
            note = EncodedNote(*written, states)
        return self._encoded(case, note, recent)

    @torch.no_grad()
    def encode_together(self, cases: Sequence[Case]) -> tuple[Encoded, ...]:
        """``encode`` of several cases; their notes go through the language model together."""
        return tuple(self._encoded(*each) for each in zip(cases, self._notes(cases), strict=True))

    def _encoded(self, case: Case, note: EncodedNote | None, recent: Recent | None = None) -> Encoded:
        film, features, ecg, signal = None, None, None, None
        if case.films:
            film, features = remembered(recent, "film", case.films[0], lambda: self._film(case.films[0]))
        if case.ecgs:
            ecg, signal = remembered(recent, "ecg", case.ecgs[0], lambda: self._ecg(case.ecgs[0]))
        inputs = self._inputs(case, film, ecg, note)
        return Encoded(inputs, film, features, ecg, signal, note)

    @torch.no_grad()
    def logits(self, inputs: Inputs) -> NDArray[np.float64]:
        """Logits of each member [members, n, 17]."""
        members = self.fusion.logits(inputs) + self.course_shift(inputs)
        return np.asarray(members.double().cpu().numpy())

    def course_shift(self, inputs: Inputs) -> Tensor:
        """What the course of the vital signs adds to the logits [n, 17]; zero for inputs that hold latest values only."""
        effect = torch.from_numpy(self.series.effect).float().to(self.device)
        if not isinstance(inputs, CaseInputs):
            return torch.zeros_like(effect)[None]
        return inputs.series.sum(dim=1, keepdim=True) * effect

    @torch.no_grad()
    def hidden(self, inputs: Inputs) -> NDArray[np.float32]:
        """Hidden states [n, 256 * members] by which visits are compared (``FusionEnsemble.hidden``)."""
        return np.asarray(self.fusion.hidden(inputs).float().cpu().numpy())

    @torch.no_grad()
    def attention(self, inputs: Inputs) -> NDArray[np.float64]:
        """Mass that each of ``TASKS`` puts on each of ``SOURCES`` [n, 13, 5], mean over heads and members: routing only."""
        return np.asarray(self.fusion.attention(inputs).double().cpu().numpy())

    def gates(self) -> NDArray[np.float64]:
        """Gates of film and ECG evidence [2, 17] in 0-1, mean over members; the same for every patient."""
        return np.asarray(self.fusion.gates().detach().double().cpu().numpy())

    def note_states(self, words: Tensor, visible: Tensor) -> Tensor:
        """Word-piece states in the note basis [n, words, 48] from word embeddings."""
        basis: Tensor = (self.minilm.encode(words, visible) - self.note_mean) @ self.note_basis
        return basis

    def _film(self, film: Film) -> tuple[FilmEvidence, Tensor]:
        x = film_tensor(torch.from_numpy(film_input(film))[None]).to(self.device, memory_format=torch.channels_last)
        features = self.film.features(x)
        return self.film.head(features), features

    def _ecg(self, ecg: Ecg) -> tuple[EcgEvidence, Tensor]:
        signal = torch.from_numpy(ecg_input(ecg))[None].to(self.device)
        return self.ecg(signal), signal

    def _notes(self, cases: Sequence[Case]) -> tuple[EncodedNote | None, ...]:
        written = [self._written(case) for case in cases]
        states = iter(states_of_notes([ids for *_, ids in filter(None, written)], self._states))
        return tuple(EncodedNote(*note, next(states)) if note else None for note in written)

    def _states(self, ids: Tensor, visible: Tensor) -> Tensor:
        return self.note_states(self.minilm.words(ids.to(self.device)), visible.to(self.device))

    def _written(self, case: Case) -> tuple[ReadNote, str, NoteIds] | None:
        """The note as read, its English with the level of consciousness, and its word pieces; None where nothing is written."""
        text = case.note.text if case.note else None
        read = read_note(case.chief_complaint, text, case.concept_corrections)
        if not read.english.strip():
            return None
        latest = case.vitals.latest if case.vitals else None
        phrase = consciousness_phrase(latest.consciousness) if latest and latest.consciousness else ""
        english = f"{read.english.strip()}; {phrase}" if phrase else read.english
        return read, english, self.tokenizer(english)

    def _inputs(
        self, case: Case, film: FilmEvidence | None, ecg: EcgEvidence | None, note: EncodedNote | None
    ) -> CaseInputs:
        row = case.vitals.latest if case.vitals else None
        n = numbers([measured(case, row)], self.scales)
        vitals_seen = bool((~np.isnan(vital_values(row))).any())
        present = torch.tensor([[film is not None, ecg is not None, vitals_seen, note is not None]])
        tokens = note.tokens if note else torch.zeros(1, 1, NOTE_WIDTH)
        series = torch.from_numpy(self.series.by_vital(case.vitals)).float()[None]
        inputs = CaseInputs(
            vitals=torch.from_numpy(n.vitals),
            vitals_known=torch.from_numpy(n.vitals_known),
            context=torch.from_numpy(n.context),
            context_known=torch.from_numpy(n.context_known),
            note=tokens,
            note_known=torch.ones(tokens.shape[:2], dtype=torch.bool),
            note_pooled=tokens.mean(dim=1),
            image=film.tokens if film else torch.zeros(1, GRID * GRID, 8),
            ecg=ecg.tokens if ecg else torch.zeros(1, TOKENS, 6),
            present=present,
            series=series * vitals_seen,
        )
        return CaseInputs(**{f.name: getattr(inputs, f.name).to(self.device) for f in fields(CaseInputs)})


def _series(bundle: Bundle) -> SeriesEvidence:
    """Evidence of the course of the vital signs; none in a bundle whose makers had no series to learn from."""
    if not (bundle.path / SERIES).is_file():
        return SeriesEvidence(np.zeros((len(SERIES_NAMES), len(FEATURES))), np.zeros(len(OUTPUTS)))
    stored = _load(bundle, SERIES)
    return SeriesEvidence(stored["weight"].double().numpy(), stored["effect"].double().numpy())


def _load(bundle: Bundle, name: str) -> dict[str, Tensor]:
    """Tensors of one weights file as float32 (stored in half precision where that loses nothing that matters)."""
    stored: Mapping[str, Tensor] = load_file(bundle.file(name))
    return {key: value.float() if value.is_floating_point() else value for key, value in stored.items()}
