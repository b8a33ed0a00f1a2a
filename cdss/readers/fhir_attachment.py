"""What an attachment holds: bytes that stand in the bundle, or a file beside it. Nothing is fetched from anywhere."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from cdss.core.kinds import Modality
from cdss.readers.fhir_bundle import Bundle, Resource
from cdss.readers.fhir_json import Node, text
from cdss.readers.part import refuse
from cdss.readers.paths import part_path

_SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.\-]+:")
_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Attached:
    """The content type as written (small letters, without parameters), its charset, and the bytes or the file."""

    content_type: str
    charset: str
    content: bytes | Path
    written: str = ""
    """The path of the file as the bundle writes it."""


def attached(
    attachment: Node, resource: Resource, bundle: Bundle, base: Path, modality: Modality | None
) -> Attached | None:
    """The content of one attachment; None where it has neither data nor address.

    Raises ``Refused`` for an address outside the bundle's folder, for one on a network, and for data that are no base64.
    """
    kind, charset = _content_type(text(attachment, "contentType"))
    data, url = text(attachment, "data"), text(attachment, "url")
    if data:
        return Attached(kind, charset, _decoded(data, resource.name, modality))
    if not url:
        return None
    inner = bundle.resolve(url, resource)
    if inner is not None and inner.kind == "Binary":
        own, own_charset = _content_type(text(inner.body, "contentType"))
        return Attached(own or kind, own_charset or charset, _decoded(text(inner.body, "data"), inner.name, modality))
    if _SCHEME.match(url) or url.startswith(("//", "#", "Binary/")):
        raise refuse("fhir_not_fetched", modality, source=resource.name, address=url[:_SHOWN])
    path = unquote(url)
    return Attached(kind, charset, part_path(base, path, modality), path)


def _content_type(written: str) -> tuple[str, str]:
    kind, *parameters = written.lower().split(";")
    named = (p.split("=", 1)[1].strip().strip('"') for p in parameters if p.strip().startswith("charset="))
    return kind.strip(), next(named, "")


def _decoded(data: str, name: str, modality: Modality | None) -> bytes:
    try:
        return base64.b64decode("".join(data.split()), validate=True)
    except (binascii.Error, ValueError) as error:
        raise refuse("fhir_data_damaged", modality, source=name) from error
