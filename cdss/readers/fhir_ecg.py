"""ECG from Observations with SampledData: one component a lead, or one Observation a lead.

FHIR R4 and R5, SampledData: value = origin + factor x number; ``E`` error, ``U`` above, ``L`` below what can be measured are
lost samples. R4 gives ``period`` in ms, R5 ``interval`` with its unit. Leads: ISO/IEEE 11073-10101 (131328 + lead number), the
codes of DICOM and SCP-ECG, or names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from cdss.core.fhir_names import SYSTEM_NAMES
from cdss.core.kinds import Modality
from cdss.readers.ecg_common import Channel, Recording, ecg_part
from cdss.readers.ecg_leads import LeadName, coded_lead, lead_name, scp_lead
from cdss.readers.fhir_bundle import WITHDRAWN, Resource
from cdss.readers.fhir_json import Node, child, children, codings, number, text, words
from cdss.readers.part import Part, refuse
from cdss.records.ecg import Ecg
from cdss.records.identity import PartIdentity

_POTENTIAL = 131328
"""MDC_ECG_ELEC_POTL: the potential of a lead is this plus the number of the lead."""
_SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6, "min": 60.0}
_MOST_CHARACTERS = 4 << 20
"""Ten minutes of 1000 samples a second are 600,000 numbers of a few digits."""
MOST_TOGETHER = 16 << 20
_WRITTEN = re.compile(r"[-+.\d\sEUL]*")
_LOST = str.maketrans({"E": "nan", "U": "nan", "L": "nan"})


@dataclass(frozen=True, slots=True)
class _Lead:
    node: Node
    lead: LeadName


def is_ecg(resource: Resource) -> bool:
    """Whether the Observation holds samples of a lead of the ECG."""
    return next(_leads(resource), None) is not None


def ecgs_in(resources: Sequence[Resource]) -> Iterator[Part[Ecg]]:
    """The recordings in Observations that ``is_ecg``; those with one lead each are put together where their time is the same.

    Raises ``Refused`` where they hold far more samples than ECGs of an emergency.
    """
    written = sum(len(text(lead.node, "valueSampledData", "data")) for r in resources for lead in _leads(r))
    if written > MOST_TOGETHER:
        raise refuse("ecg_too_many_values", Modality.ECG, file=resources[0].name)
    alone: dict[object, list[Resource]] = {}
    for resource in resources:
        if any(True for _ in children(resource.body, "component")):
            yield _part([resource])
            continue
        time = resource.time
        alone.setdefault((time.exact or time.day) if time else resource.name, []).append(resource)
    for together in alone.values():
        yield _part(together)


def _part(resources: Sequence[Resource]) -> Part[Ecg]:
    source = resources[0].source
    return ecg_part(PartIdentity(Modality.ECG, source), lambda: _recording(resources, source))


def _recording(resources: Sequence[Resource], source: str) -> Recording:
    for resource in resources:
        if resource.status in WITHDRAWN:
            raise refuse("fhir_status", Modality.ECG, source=resource.name, status=resource.status)
        if resource.body.get("modifierExtension"):
            raise refuse("fhir_modified", Modality.ECG, source=resource.name)
    leads = [lead for resource in resources for lead in _leads(resource)]
    steps = {_step(child(lead.node, "valueSampledData"), source) for lead in leads}
    if len(steps) > 1:
        rates = sorted(1.0 / step for step in steps)
        raise refuse("fhir_ecg_rates", Modality.ECG, source=source, rates=", ".join(f"{r:g}" for r in rates[:4]))
    time = resources[0].time
    channels = [_channel(lead, source) for lead in leads]
    return Recording(source, channels, 1.0 / steps.pop(), time.exact if time else None)


def _leads(resource: Resource) -> Iterator[_Lead]:
    for node in (resource.body, *children(resource.body, "component")):
        if child(node, "valueSampledData"):
            lead = _lead(child(node, "code"))
            if lead is not None:
                yield _Lead(node, lead)


def _lead(concept: Node) -> LeadName | None:
    """The lead of a code: its number in 11073-10101 or SCP-ECG, else its words."""
    for coding in codings(concept):
        if SYSTEM_NAMES.get(coding.system) == "mdc" and coding.code.isdecimal() and len(coding.code) <= 6:
            found = scp_lead(
                int(coding.code) % 65536 if int(coding.code) < _POTENTIAL else int(coding.code) - _POTENTIAL
            )
            if found is not None:
                return found
        named = coded_lead(coding.code) or _named(coding.display) or _named(coding.code)
        if named is not None:
            return named
    return _named(text(concept, "text"))


def _named(name: str) -> LeadName | None:
    return lead_name(name.removeprefix("MDC_ECG_ELEC_POTL_")) if name else None


def _step(data: Node, source: str) -> float:
    """Seconds from one sample to the next."""
    interval, unit = number(data, "interval"), text(data, "intervalUnit")
    factor = _SECONDS.get(unit) if interval is not None else 1e-3
    step = interval if interval is not None else number(data, "period")
    if step is None or factor is None or not step * factor > 0:
        raise refuse("fhir_ecg_interval", Modality.ECG, source=source, value=f"{step if step else '-'} {unit}".strip())
    if number(data, "dimensions") not in (None, 1.0) or data.get("offsets"):
        raise refuse("fhir_ecg_dimensions", Modality.ECG, source=source)
    return step * factor


def _channel(lead: _Lead, source: str) -> Channel:
    """One lead in the unit of its origin; a recording without a unit is refused lead by lead."""
    data = child(lead.node, "valueSampledData")
    origin, factor = number(data, "origin", "value"), number(data, "factor")
    unit = text(data, "origin", "code") or text(data, "origin", "unit")
    values = _samples(text(data, "data")) * (1.0 if factor is None else factor) + (origin or 0.0)
    return Channel(words(child(lead.node, "code")) or lead.lead.lead, lead.lead, unit, values)


def _samples(written: str) -> NDArray[np.float64]:
    """The numbers of the data; raises ``ValueError`` for anything else than numbers and ``E``, ``U``, ``L``."""
    if len(written) > _MOST_CHARACTERS:
        raise ValueError("a lead is too long")
    if not _WRITTEN.fullmatch(written):
        raise ValueError("samples that are no numbers")
    return np.array(written.translate(_LOST).split(), dtype=np.float64)
