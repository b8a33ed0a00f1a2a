"""One archive by its node, whichever protocol it speaks."""

from __future__ import annotations

from cdss.network.dicom_archive import DicomArchive
from cdss.network.nodes import Node, Way
from cdss.network.studies import Archive
from cdss.network.waiting import Times
from cdss.network.web_archive import WebArchive


def open_archive(node: Node, times: Times | None = None) -> Archive:
    """What searches and fetches from ``node``; nothing is connected to before it is asked."""
    return WebArchive(node, times) if node.way is Way.WEB else DicomArchive(node, times)
