"""The stages of training, in order, for the public sets and for a hospital's own cohort. Each goes on where it stopped."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import torch

from cdss.bundle.load import open_bundle
from cdss.core.errors import CdssError
from cdss.core.hashing import sha256_file
from cdss.core.kinds import ECG_FINDINGS, IMAGE_FINDINGS
from cdss.core.sentences import sentence
from cdss.nets.ecg import TOKENS
from cdss.nets.image import GRID
from cdss.nets.triage import TriageModel
from cdss.training.cohort_table import Cohort, load_cohort, table_path
from cdss.training.export import export
from cdss.training.export_cohort import export_cohort
from cdss.training.fit_ecg import train_ecg
from cdss.training.fit_fusion import teach, train_fusion
from cdss.training.fit_image import train_image
from cdss.training.fusion_data import FusionData, fusion_data_with, load_fusion_data
from cdss.training.recorded_data import RecordedData, recorded_data
from cdss.training.requirements import imagenet_file, minilm_folder, require_data, require_made
from cdss.training.run import Run

STAGES: tuple[str, ...] = ("image", "ecg", "note", "fusion", "export")
"""All stages in order."""


class Patients(ABC):
    """What is trained on. ``stages``: those it has, in order; ``identity``: what must not change when training goes on."""

    stages: ClassVar[tuple[str, ...]]

    @property
    @abstractmethod
    def identity(self) -> str:
        """Name of the patients, as kept in the work folder."""

    @abstractmethod
    def require(self, stages: Sequence[str]) -> None:
        """``CdssError`` where something that ``stages`` need is missing."""

    @abstractmethod
    def run(self, stage: str, run: Run) -> None:
        """Do one stage."""

    def chosen(self, stage: str) -> tuple[str, ...]:
        """The stages for the word on the command line; ``CdssError`` for one that these patients do not have."""
        if stage == "all":
            return self.stages
        if stage not in self.stages:
            raise CdssError(sentence("train_stage_foreign", {"stage": stage, "stages": ", ".join(self.stages)}))
        return (stage,)


@dataclass(frozen=True, slots=True)
class PublicSets(Patients):
    """The public data sets, on which the released bundle is trained."""

    data: Path
    work: Path
    out: Path
    minilm: Path | None = None
    imagenet: Path | None = None

    stages: ClassVar[tuple[str, ...]] = STAGES

    @property
    def identity(self) -> str:
        """Always the same: the sets are published."""
        return "public sets"

    def require(self, stages: Sequence[str]) -> None:
        """Data folders, earlier stages and pretrained weights, as far as ``stages`` need them."""
        require_data(self.data, stages)
        require_made(self.work, stages)
        if "image" in stages:
            imagenet_file(self.imagenet)
        if {"note", "fusion", "export"} & set(stages):
            minilm_folder(self.minilm)

    def run(self, stage: str, run: Run) -> None:
        """Do one stage; what cannot be shared the first process does while the others wait."""
        if stage == "image":
            train_image(self.data, self.work, imagenet_file(self.imagenet), run)
        elif stage == "ecg":
            train_ecg(self.data, self.work, run)
        elif stage == "note":
            teach(self._loaded(run, with_evidence=False), self.work, run)
        elif stage == "fusion":
            train_fusion(self._loaded(run), self.work, run)
        elif run.team.leads:
            export(self.data, self.work, minilm_folder(self.minilm), self.out)

    def _loaded(self, run: Run, with_evidence: bool = True) -> FusionData:
        """The first process makes the note vectors; the others read them."""
        if not run.team.leads:
            run.team.wait()
        loaded = self._load(with_evidence)
        if run.team.leads:
            run.team.wait()
        return loaded

    def _load(self, with_evidence: bool) -> FusionData:
        minilm = minilm_folder(self.minilm)
        if with_evidence:
            return load_fusion_data(self.data, self.work, minilm)
        none = torch.zeros(1, GRID * GRID, len(IMAGE_FINDINGS)), torch.zeros(1, TOKENS, len(ECG_FINDINGS))
        return fusion_data_with(self.data, self.work, minilm, *none)


@dataclass(frozen=True, slots=True)
class OwnCohort(Patients):
    """A hospital's own patients (``COHORT.md``), films and ECGs read by the encoders of the bundle ``encoders``."""

    folder: Path
    encoders: Path
    work: Path
    out: Path

    stages: ClassVar[tuple[str, ...]] = ("note", "fusion", "export")

    @property
    def identity(self) -> str:
        """Hash of the table and of the bundle whose encoders read its films and ECGs."""
        return f"{sha256_file(table_path(self.folder))} with encoders {open_bundle(self.encoders).identity.sha256}"

    def require(self, stages: Sequence[str]) -> None:
        """A table without faults, and a bundle that opens; what is left out of the table is said on stderr."""
        open_bundle(self.encoders)
        if self.out.resolve() == self.encoders.resolve():
            raise CdssError(sentence("train_out_is_encoders", {"folder": str(self.out)}))
        for found in load_cohort(self.folder).issues:
            print(found.text(), file=sys.stderr, flush=True)

    def run(self, stage: str, run: Run) -> None:
        """``note`` also reads films and ECGs; ``export`` takes the encoders over."""
        if stage == "note":
            teach(self._loaded(run), self.work, run)
        elif stage == "fusion":
            train_fusion(self._loaded(run), self.work, run)
        elif run.team.leads:
            export_cohort(self._loaded(run), self.encoders, self.work, self.out)

    def _loaded(self, run: Run) -> RecordedData:
        cohort: Cohort = load_cohort(self.folder)
        model = TriageModel(open_bundle(self.encoders), run.machine.device)
        if not run.team.leads:
            run.team.wait()
        loaded = recorded_data(cohort, model, self.work)
        if run.team.leads:
            run.team.wait()
        return loaded
