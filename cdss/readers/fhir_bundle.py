"""A FHIR bundle (R4 or R5, JSON) taken apart: its resources, and what a reference in one of them leads to.

Nothing is ever fetched: a reference leads to a resource of the same bundle or nowhere.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from cdss.core.messages import INSIDE
from cdss.readers.fhir_json import Coding, Node, child, children, codings, text
from cdss.readers.fhir_times import entry_time
from cdss.readers.part import refuse
from cdss.readers.when import When, when

READ_TYPES = frozenset({"", "document", "collection", "searchset", "transaction", "batch", "message"})
"""Types of bundle that hold resources as they are; a history holds several versions of one, a response none."""

MAX_RESOURCES = 50_000
"""Several times a long life's record; more are a mistake in the export."""

WITHDRAWN = frozenset({"entered-in-error", "cancelled"})
"""Status of what must not be used, of an Observation as of a report."""

_NAME_LENGTH = 100
_ODD = re.compile(r"[^\w.#/\-]")


class _Entry(NamedTuple):
    """A resource as an entry holds it; ``place``: its number among them; ``url``: its address without a version."""

    kind: str
    body: Node
    url: str
    place: int


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One resource: its type, its name in sentences (``Observation/bp-1``), its content, and where it stands.

    ``codes``: of its element ``code``. ``time``: when it was measured or written; of a contained one without a time, that of
    the resource it stands in.
    """

    kind: str
    name: str
    body: Node
    full_url: str = ""
    container: Resource | None = None
    file: str = ""
    codes: tuple[Coding, ...] = ()
    time: When | None = None

    @property
    def status(self) -> str:
        """Its status in small letters; that of the resource it stands in, where that one is withdrawn."""
        outer = self.container.status if self.container else ""
        return outer if outer in WITHDRAWN else text(self.body, "status").lower()

    @property
    def source(self) -> str:
        """What a film, a recording or a note in this resource is called: the bundle, and the resource in it."""
        return f"{self.file}{INSIDE}{self.name}"

    @property
    def id(self) -> str:
        """The resource's own id; empty where it has none."""
        return text(self.body, "id")


@dataclass(slots=True)
class Bundle:
    """All resources, in file order, those contained in another right after it."""

    file: str
    body: Node
    resources: list[Resource]
    replaced: int = 0
    """How many earlier versions of resources are not among them."""
    _by_url: dict[str, Resource] = field(default_factory=dict)
    _by_name: dict[tuple[str, str], Resource] = field(default_factory=dict)
    _inside: dict[tuple[int, str], Resource] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for resource in self.resources:
            if resource.container is not None:
                self._inside.setdefault((id(resource.container), resource.id), resource)
            else:
                self._by_url.setdefault(resource.full_url or resource.name, resource)
                self._by_name.setdefault((resource.kind, resource.id or last_part(resource.full_url)), resource)
                self._by_name.setdefault(("", last_part(resource.full_url)), resource)

    def of(self, *kinds: str) -> Iterator[Resource]:
        """The resources of these types."""
        return (r for r in self.resources if r.kind in kinds)

    def resolve(self, reference: str, source: Resource) -> Resource | None:
        """The resource that ``reference`` in ``source`` names: contained, by full address, by type and id, or by UUID."""
        if reference.startswith("#"):
            return self._contained(reference[1:], source)
        plain = reference.split("/_history/")[0]
        if plain in self._by_url:
            return self._by_url[plain]
        kind, identifier = reference_kind(plain), last_part(plain)
        return self._by_name.get((kind, identifier)) if identifier else None

    def _contained(self, identifier: str, source: Resource) -> Resource | None:
        holder = source.container or source
        if not identifier:
            return holder
        return self._inside.get((id(holder), identifier))


def is_bundle(data: Node) -> bool:
    """Whether a JSON object is FHIR and no manifest."""
    return "resourceType" in data


def open_bundle(data: Node, file: str) -> Bundle:
    """Take ``data`` apart; raises ``Refused`` where it is a single resource, of a type that is not read, empty, or too long."""
    kind = text(data, "resourceType")
    if kind != "Bundle":
        raise refuse("fhir_no_bundle", None, file=file, kind=kind[:_NAME_LENGTH] or "?")
    purpose = text(data, "type").lower()
    if purpose not in READ_TYPES:
        raise refuse("fhir_bundle_type", None, file=file, kind=purpose[:_NAME_LENGTH])
    entries, replaced = _current(_entries(data))
    resources = list(islice(_resources(entries, file), MAX_RESOURCES + 1))
    if len(resources) > MAX_RESOURCES:
        raise refuse("fhir_too_many", None, file=file, count=f"{MAX_RESOURCES:,}")
    if not resources:
        raise refuse("fhir_empty", None, file=file)
    return Bundle(file, data, resources, replaced)


def last_part(address: str) -> str:
    """What stands after the last ``/`` or ``:`` of a reference or an address."""
    return address.split("/_history/")[0].rstrip("/").replace(":", "/").rsplit("/", 1)[-1].strip()


def reference_kind(reference: str) -> str:
    """The type that a reference names (``Patient`` of ``Patient/1`` and of an address); empty for a UUID."""
    parts = reference.split("/")
    return parts[-2] if len(parts) > 1 and parts[-2][:1].isupper() else ""


def _named(kind: str, identifier: str, between: str = "/") -> str:
    """How a resource is called in sentences and as a source: no id, however odd, can look like another file."""
    return _ODD.sub("_", f"{kind}{between}{identifier}")[:_NAME_LENGTH]


def _entries(data: Node) -> list[_Entry]:
    found = []
    for place, entry in enumerate(children(data, "entry"), start=1):
        body = child(entry, "resource")
        if kind := text(body, "resourceType"):
            found.append(_Entry(kind, body, text(entry, "fullUrl").split("/_history/")[0], place))
    return found


def _current(entries: list[_Entry]) -> tuple[list[_Entry], int]:
    """Every resource once and in its newest version, and how many earlier versions are left out.

    Servers repeat a resource that two others include, and some send a corrected one beside what it corrects.
    """
    alike: dict[tuple[str, str], list[_Entry]] = {}
    for entry in entries:
        alike.setdefault((entry.kind, text(entry.body, "id") or f"#{entry.place}"), []).append(entry)
    if len(alike) == len(entries):
        return entries, 0
    kept: set[int] = set()
    replaced = 0
    for group in alike.values():
        different = (
            list({json.dumps(e.body, sort_keys=True): e for e in reversed(group)}.values()) if group[1:] else group
        )
        newest = [e for versions in _by_address(different) for e in _newest(versions)]
        kept.update(e.place for e in newest)
        replaced += len(different) - len(newest)
    return [e for e in entries if e.place in kept], replaced


def _by_address(entries: Iterable[_Entry]) -> Iterable[list[_Entry]]:
    """Two servers may give the same id to different things."""
    found: dict[str, list[_Entry]] = {}
    for entry in entries:
        found.setdefault(entry.url, []).append(entry)
    return found.values()


def _newest(versions: list[_Entry]) -> list[_Entry]:
    """The newest version, or those that say of none which is newer; where one of these takes back, that one.

    Patients are never chosen among: two that differ are for the clinician to tell apart.
    """
    if len(versions) == 1 or versions[0].kind == "Patient":
        return versions
    newest = max(_version(e.body) for e in versions)
    last = [e for e in versions if _version(e.body) == newest]
    return [e for e in last if text(e.body, "status").lower() in WITHDRAWN] or last


def _version(body: Node) -> tuple[str, int]:
    updated, number = when(text(body, "meta", "lastUpdated")), text(body, "meta", "versionId")
    return updated.order().isoformat() if updated else "", int(number) if number.isdecimal() and len(
        number
    ) < 10 else -1


def _resources(entries: Iterable[_Entry], file: str) -> Iterator[Resource]:
    for kind, body, url, place in entries:
        name = _named(kind, text(body, "id") or last_part(url) or f"#{place}")
        codes = tuple(codings(child(body, "code")))
        outer = Resource(kind, name, body, url, None, file, codes, entry_time(body))
        yield outer
        for inner in children(body, "contained"):
            inner_kind, inner_name = text(inner, "resourceType") or "?", _named(name, text(inner, "id"), "#")
            codes, time = tuple(codings(child(inner, "code"))), entry_time(inner) or outer.time
            yield Resource(inner_kind, inner_name, inner, "", outer, file, codes, time)
