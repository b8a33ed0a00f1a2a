"""Which of the encounters of a bundle is the visit, and what belongs to it: arrival, complaint, and the entries of that time.

A record may hold twenty years of a patient. Measurements of another visit must not pass for those of today.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from cdss.core.fhir_names import AMBULANCE_CODES, MODE_OF_ARRIVAL
from cdss.core.kinds import ArrivalMode, Severity
from cdss.core.result import Issue, issue
from cdss.readers.fhir_bundle import Bundle, Resource
from cdss.readers.fhir_json import Node, child, children, codings, text, words
from cdss.readers.when import When, when
from cdss.records.identity import Arrival

SLACK = timedelta(hours=24)
"""How long before arrival and after the end an entry without an encounter counts as of the visit (ambulance, late entries)."""

_OPEN = frozenset({"arrived", "triaged", "in-progress", "onleave", "on-hold"})
_NEVER = frozenset({"cancelled", "entered-in-error", "discontinued", "planned"})
_EMERGENCY = frozenset({"emer", "emergency"})
_TAG = re.compile(r"\((disorder|finding|situation|procedure|event|observable entity|morphologic abnormality)\)$")
"""What SNOMED CT adds to a name to tell kinds of concepts apart."""

COMPLAINTS = frozenset({"8661-1", "10154-3", "11292-0"})
"""LOINC: chief complaint as reported, its narrative, and both with the reason for the visit."""


@dataclass(frozen=True, slots=True)
class VisitFrame:
    """The encounter that is read (None: the bundle has none) and its beginning and end."""

    bundle: Bundle
    encounter: Resource | None
    start: When | None
    end: When | None
    issues: tuple[Issue, ...] = ()

    def holds(self, resource: Resource) -> bool:
        """Whether the resource belongs to the visit: by the encounter it names, else by its time; where neither tells, yes."""
        for reference in _encounters(resource):
            named = self.bundle.resolve(reference, resource)
            if named is not None and named.kind == "Encounter":
                return self._is_part(named)
        time = resource.time
        if time is None or self.start is None:
            return True
        return time.between(self.start, self.end, SLACK)

    def _is_part(self, other: Resource) -> bool:
        if self.encounter is None or other is self.encounter:
            return True
        pairs = ((other, self.encounter), (self.encounter, other))
        return any(self.bundle.resolve(text(a.body, "partOf", "reference") or "-", a) is b for a, b in pairs)


def visit_frame(bundle: Bundle) -> VisitFrame:
    """The visit: the newest encounter that is open or of an emergency department, else the newest of all."""
    listed = [e for e in bundle.of("Encounter") if text(e.body, "status").lower() not in _NEVER]
    urgent = [e for e in listed if _is_open(e.body) or _is_emergency(e.body)]
    chosen = max(urgent or listed, key=_began, default=None)
    if chosen is None:
        return VisitFrame(bundle, None, None, None)
    start, end = (when(_period(chosen.body, edge)) for edge in ("start", "end"))
    issues: list[Issue] = []
    if len(listed) > 1:
        told = {"file": bundle.file, "source": chosen.name, "count": str(len(listed))}
        told["day"] = str(start.day) if start else "?"
        issues.append(issue("fhir_encounter_chosen", Severity.INFO, None, **told))
    written = _period(chosen.body, "start")
    if written and (start is None or start.exact is None):
        issues.append(issue("arrival_time_unreadable", Severity.WARNING, value=written[:40]))
    return VisitFrame(bundle, chosen, start, end, tuple(issues))


def arrival_of(frame: VisitFrame) -> Arrival:
    """When the patient came, and whether by ambulance."""
    if frame.encounter is None:
        return Arrival()
    codes = [
        text(e, "valueCoding", "code").upper()
        or next((c.code.upper() for c in codings(child(e, "valueCodeableConcept"))), "")
        for e in children(frame.encounter.body, "extension")
        if text(e, "url") == MODE_OF_ARRIVAL
    ]
    known = [code for code in codes if code and code != "U"]
    mode = ArrivalMode.UNKNOWN if not known else ArrivalMode.OTHER
    mode = ArrivalMode.AMBULANCE if known and known[0] in AMBULANCE_CODES else mode
    return Arrival(frame.start.exact if frame.start else None, mode)


def complaint_of(frame: VisitFrame) -> str | None:
    """The reason for the visit (R4 ``reasonCode``, R5 ``reason``), else what is observed as chief complaint; None: not given."""
    found = list(_reasons(frame)) or [
        text(o.body, "valueString") or words(child(o.body, "valueCodeableConcept"))
        for o in frame.bundle.of("Observation")
        if is_complaint(o) and frame.holds(o)
    ]
    named = dict.fromkeys(without_tag(word) for word in found if word)
    return "; ".join(named) or None


def is_complaint(resource: Resource) -> bool:
    """Whether it is observed as chief complaint."""
    return any(c.code in COMPLAINTS for c in resource.codes)


def without_tag(name: str) -> str:
    """A name without what SNOMED CT adds in brackets: ``Chest pain (finding)``."""
    found = _TAG.search(name)
    return name[: found.start()].rstrip() if found else name


def _reasons(frame: VisitFrame) -> Iterator[str]:
    if frame.encounter is None:
        return
    body = frame.encounter.body
    concepts: Iterable[Node] = children(body, "reasonCode")
    yield from (words(concept) for concept in concepts)
    for reference in children(body, "reasonReference"):
        yield _referred(frame, reference)
    for reason in children(body, "reason"):
        values = list(children(reason, "value"))
        yield from (words(child(value, "concept")) or _referred(frame, child(value, "reference")) for value in values)


def _referred(frame: VisitFrame, reference: Node) -> str:
    assert frame.encounter is not None
    meant = frame.bundle.resolve(text(reference, "reference") or "-", frame.encounter)
    return words(child(meant.body, "code")) if meant else text(reference, "display")


def _encounters(resource: Resource) -> Iterator[str]:
    """References to encounters: ``encounter``; of documents R4 ``context.encounter``, R5 ``context``."""
    body = resource.body if resource.container is None else {**resource.container.body, **resource.body}
    for names in (("encounter",), ("context", "encounter"), ("context",)):
        if names[0] in body:
            yield from (r for n in children(body, *names) if (r := text(n, "reference")))


def _is_open(body: Node) -> bool:
    return text(body, "status").lower() in _OPEN


def _is_emergency(body: Node) -> bool:
    """Class EMER: in R4 one coding, in R5 concepts."""
    held = list(children(body, "class"))
    return any(c in _EMERGENCY for n in held for c in (text(n, "code").lower(), *(k.code.lower() for k in codings(n))))


def _period(body: Node, edge: str) -> str:
    return text(body, "actualPeriod", edge) or text(body, "period", edge)


def _began(encounter: Resource) -> datetime:
    start = when(_period(encounter.body, "start"))
    return start.order() if start else datetime.min
