"""The kinds of file that a report is saved as: each draws the pictures, then writes step by step, and gives back the file."""

from __future__ import annotations

from collections.abc import Generator

from cdss.report.record import Report
from ui.report.drawings import drawings_of
from ui.report.embedded import html_steps
from ui.report.pdf import Progress, pdf_steps


def write_pdf(report: Report) -> Generator[Progress, None, bytes]:
    """A4 pages."""
    return (yield from pdf_steps(report, drawings_of(report)))


def write_html(report: Report) -> Generator[Progress, None, bytes]:
    """One page that needs no other file."""
    return (yield from html_steps(report, drawings_of(report)))
