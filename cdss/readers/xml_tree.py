"""XML of other devices: nothing in it is expanded, fetched or nested without end.

Entities are refused (a few hundred bytes of them can stand for gigabytes), nothing outside the file is ever opened, and depth
and number of elements have a limit. All of this is judged while the file is read, before a tree of it exists.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, TreeBuilder

from cdss.core.kinds import Modality
from cdss.readers.part import Refused, reason_of, refuse
from cdss.readers.paths import require_size

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_XML_MIB = 24
MAX_DEPTH = 64
MAX_ELEMENTS = 200_000
_PIECE = 1 << 16
_NOT_CONTENT = re.compile(r"\s*(?:<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)", re.DOTALL)
_FIRST_TAG = re.compile(r"\s*<(?:[\w.\-]+:)?([\w.\-]+)")
_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.\-]+)["']""")
_KOREAN = frozenset({"euc-kr", "ks_c_5601-1987", "ksc5601", "cp949", "ms949", "uhc"})


def root_name(text: str) -> str:
    """Name of the outermost element without its prefix, from the beginning of a document; empty where it is none."""
    place = 0
    while (skipped := _NOT_CONTENT.match(text, place)) is not None:
        place = skipped.end()
    found = _FIRST_TAG.match(text, place)
    return found.group(1) if found else ""


def read_xml(path: Path, source: str, modality: Modality) -> Element:
    """The outermost element of the document. Raises ``Refused`` where it is damaged, too large, or built to do harm."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import ParseError, XMLParser

    require_size(path, MAX_XML_MIB, source, modality)
    parser = XMLParser(target=_Bounded(source, modality), forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        for piece in _pieces(path.read_bytes()):
            parser.feed(piece)
        root = parser.close()
    except DefusedXmlException as error:
        raise refuse("xml_entities", modality, file=source) from error
    except (ParseError, ValueError, LookupError) as error:
        raise refuse("xml_damaged", modality, file=source, reason=reason_of(error)) from error
    if not isinstance(root, Element):
        raise refuse("xml_damaged", modality, file=source, reason="no element")
    return root


def at(node: Element, *names: str) -> Element | None:
    """The first descendant reached by ``names``, each a child of the one before, whatever the namespace."""
    return next(all_at(node, *names), None)


def all_at(node: Element, *names: str) -> Iterator[Element]:
    """Every descendant reached by ``names``, in file order, whatever the namespace."""
    yield from node.iterfind("/".join(f"{{*}}{name}" for name in names))


def anywhere(node: Element, name: str) -> Element | None:
    """The first descendant called ``name`` at any depth, whatever the namespace."""
    return node.find(f".//{{*}}{name}")


def text_at(node: Element | None, *names: str) -> str:
    """Stripped text of the element at ``names`` (of ``node`` itself without names); empty where there is none."""
    found = node if node is None or not names else at(node, *names)
    return (found.text or "").strip() if found is not None else ""


def value_at(node: Element | None, attribute: str, *names: str) -> str:
    """An attribute of the element at ``names`` (of ``node`` itself without names), stripped; empty where there is none."""
    found = node if node is None or not names else at(node, *names)
    return found.get(attribute, "").strip() if found is not None else ""


def _pieces(data: bytes) -> Iterator[bytes | str]:
    """The document in pieces, so that a limit is met early; Korean encodings, which the parser does not know, as text."""
    declared = _DECLARED.match(data[:200])
    if declared and declared.group(1).decode("ascii").lower() in _KOREAN:
        text = data.decode("cp949")
        yield from (text[i : i + _PIECE] for i in range(0, len(text), _PIECE))
        return
    yield from (data[i : i + _PIECE] for i in range(0, len(data), _PIECE))


class _Bounded(TreeBuilder):
    """Builds the tree and refuses the document at the first element too many or too deep."""

    def __init__(self, source: str, modality: Modality) -> None:
        super().__init__()
        self._depth = 0
        self._count = 0
        self._refusal: tuple[str, Modality] = (source, modality)

    def start(self, tag: str, attrs: Mapping[str, str], /) -> Element:
        """Open an element; raises ``Refused`` beyond the limits."""
        self._depth += 1
        self._count += 1
        if self._depth > MAX_DEPTH or self._count > MAX_ELEMENTS:
            raise self._refused()
        return super().start(tag, dict(attrs))

    def end(self, tag: str, /) -> Element:
        """Close an element."""
        self._depth -= 1
        return super().end(tag)

    def _refused(self) -> Refused:
        source, modality = self._refusal
        return refuse("xml_too_deep", modality, file=source, depth=MAX_DEPTH, count=MAX_ELEMENTS)
