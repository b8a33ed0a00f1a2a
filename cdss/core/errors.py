"""Errors of the program, one tree.

::

    CdssError
    ├── CaseError        a case (folder, manifest) cannot be read at all
    ├── BundleError      a model bundle is incomplete, changed or of another schema
    └── EngineError      the engine could not answer
        ├── EmptyCaseError   nothing in the case can be assessed
        └── StaleRequest     the answer belongs to an older generation, or was cancelled
"""

from __future__ import annotations


class CdssError(Exception):
    """Base of every error this program raises on purpose; ``str()`` is a sentence for the clinician."""


class CaseError(CdssError):
    """A case folder or manifest that cannot be read at all."""


class BundleError(CdssError):
    """A model bundle that is incomplete, was changed, or has another schema."""


class EngineError(CdssError):
    """The engine could not answer a request."""


class EmptyCaseError(EngineError):
    """None of the four modalities of the case can be assessed."""


class StaleRequest(EngineError):
    """A request that was cancelled or overtaken by a newer generation."""
