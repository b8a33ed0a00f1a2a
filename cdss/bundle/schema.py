"""What ``metadata.json`` and ``calibration.json`` of a model bundle must say. Unknown keys are refused by name."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from cdss.core.kinds import Modality
from cdss.core.versions import release_of
from cdss.records.reliability import Verdict

METADATA_SCHEMA = "cdss.bundle/1"
CALIBRATION_SCHEMA = "cdss.calibration/1"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, populate_by_name=True)


class InputField(_Strict):
    """One input: its unit in words (``bpm``, ``mV``, ``text``) and the closed range accepted, None where it has none."""

    unit: str
    range: tuple[float, float] | None = None
    description: str = ""

    @model_validator(mode="after")
    def _ordered(self) -> InputField:
        if self.range is not None and self.range[0] >= self.range[1]:
            raise ValueError("the range must run from low to high")
        return self


class OutputField(_Strict):
    """One output: its name in the assessment (``risk.score``), its unit, and what it means."""

    name: str
    unit: str
    description: str = ""


class TrainingData(_Strict):
    """One data set the weights learnt from: number of records, licence and credit line."""

    name: str
    n: int = Field(ge=0)
    licence: str
    credit: str


class Metric(_Strict):
    """One measured figure with its 95 % confidence interval, sample size, split, and the command that prints it again."""

    name: str
    value: float
    ci: tuple[float, float]
    n: int = Field(gt=0)
    split: str
    command: str


class ExplanationFigure(_Strict):
    """One figure that a method of explanation is judged by; ``value`` None where it could not be computed.

    ``limit``: the least that passes, the most where ``at_most``.
    """

    name: str
    value: float | None
    n: int = Field(ge=0)
    limit: float
    at_most: bool = False


class ExplanationTest(_Strict):
    """How a method of explanation did on patients it was tested on (``cdss.evaluation.explanations``)."""

    status: Verdict
    figures: tuple[ExplanationFigure, ...] = ()


class Metadata(_Strict):
    """``metadata.json``: what the model is for, what it takes and gives, what it learnt from and how well it does.

    ``inputs``: modality → field → ``InputField``. ``config``: sizes of the networks by part, read by ``cdss.nets``.
    ``explanations``: part of an explanation → how its method did; none in a bundle where that was not tested.
    ``versions``: library → version the weights were made with. ``created``: ISO 8601 date. ``requires``: the oldest version of
    this program that can use it, empty where that was not said.
    """

    schema_: Literal["cdss.bundle/1"] = Field(alias="schema")
    name: str = Field(min_length=1)
    version: str = Field(min_length=1)
    created: str
    licence: str
    intended_use: str = Field(min_length=1)
    limits: tuple[str, ...]
    inputs: dict[Modality, dict[str, InputField]]
    outputs: tuple[OutputField, ...]
    training_data: tuple[TrainingData, ...]
    metrics: tuple[Metric, ...]
    versions: dict[str, str]
    requires: str = ""
    config: dict[str, Any]
    explanations: dict[str, ExplanationTest] = Field(default_factory=dict)

    @field_validator("requires")
    @classmethod
    def _comparable(cls, requires: str) -> str:
        if requires:
            release_of(requires)
        return requires


class Calibration(BaseModel):
    """``calibration.json``: the schema name, and tables whose keys belong to the parts that read them."""

    model_config = ConfigDict(extra="allow", frozen=True, allow_inf_nan=False)

    schema_: Literal["cdss.calibration/1"] = Field(alias="schema")
