"""A FHIR bundle (R4 or R5, JSON) taken apart: its resources, and what a reference in one of them leads to.

Nothing is ever fetched: a reference leads to a resource of the same bundle or nowhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from cdss.core.messages import INSIDE
from cdss.readers.fhir_json import Node, child, children, text
from cdss.readers.part import refuse

READ_TYPES = frozenset({"", "document", "collection", "searchset", "transaction", "batch", "message"})
"""Types of bundle that hold resources as they are; a history holds several versions of one, a response none."""

MAX_RESOURCES = 50_000
"""Several times a long life's record; more are a mistake in the export."""

_NAME_LENGTH = 100


@dataclass(frozen=True, slots=True, eq=False)
class Resource:
    """One resource: its type, its name in sentences (``Observation/bp-1``), its content, and where it stands."""

    kind: str
    name: str
    body: Node
    full_url: str = ""
    container: Resource | None = None
    file: str = ""

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
    resources = list(islice(_resources(data, file), MAX_RESOURCES + 1))
    if len(resources) > MAX_RESOURCES:
        raise refuse("fhir_too_many", None, file=file, count=f"{MAX_RESOURCES:,}")
    if not resources:
        raise refuse("fhir_empty", None, file=file)
    return Bundle(file, data, resources)


def last_part(address: str) -> str:
    """What stands after the last ``/`` or ``:`` of a reference or an address."""
    return address.split("/_history/")[0].rstrip("/").replace(":", "/").rsplit("/", 1)[-1].strip()


def reference_kind(reference: str) -> str:
    """The type that a reference names (``Patient`` of ``Patient/1`` and of an address); empty for a UUID."""
    parts = reference.split("/")
    return parts[-2] if len(parts) > 1 and parts[-2][:1].isupper() else ""


def _named(kind: str, identifier: str, between: str = "/") -> str:
    """How a resource is called in sentences and as a source: no id, however odd, can look like another file."""
    return re.sub(r"[^\w.#/\-]", "_", f"{kind}{between}{identifier}")[:_NAME_LENGTH]


def _resources(data: Node, file: str) -> Iterator[Resource]:
    seen: dict[tuple[str, str], list[Node]] = {}
    for place, entry in enumerate(children(data, "entry"), start=1):
        body = child(entry, "resource")
        kind = text(body, "resourceType")
        if not kind:
            continue
        known = seen.setdefault((kind, text(body, "id") or f"#{place}"), [])
        if body in known:  # servers repeat a resource that two others include
            continue
        known.append(body)
        url = text(entry, "fullUrl")
        name = _named(kind, text(body, "id") or last_part(url) or f"#{place}")
        outer = Resource(kind, name, body, url, None, file)
        yield outer
        for inner in children(body, "contained"):
            inner_kind = text(inner, "resourceType") or "?"
            yield Resource(inner_kind, _named(name, text(inner, "id"), "#"), inner, "", outer, file)
