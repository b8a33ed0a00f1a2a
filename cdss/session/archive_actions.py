"""What was asked of an image archive, for the audit: who looked for whom elsewhere is as much as who looked here."""

from __future__ import annotations

from dataclasses import dataclass, replace

from cdss.session.state import ArchiveUse, SessionState


@dataclass(frozen=True, slots=True)
class ArchiveUsed:
    """An archive was searched, or films and ECGs of one patient came from it."""

    use: ArchiveUse

    def apply(self, state: SessionState) -> SessionState:
        """Nothing on the screen changes with it."""
        return replace(state, archive_use=self.use)
