"""Where the session is kept: opens the file off the GUI thread, puts it aside, and has its key protected by the PIN."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor
from functools import partial
from pathlib import Path

from cdss.core.clock import now
from cdss.core.data_key import KeyUnavailable, guard_with_pin
from cdss.session.editing import Unkept
from cdss.session.store import Store
from ui.beside import Post
from ui.controllers.persistence import Opened, PersistenceController
from ui.lock import StoreKey
from ui.theme import THEMES


def keep(
    store: Store, kept: Callable[[], Path] | None, writer: Executor, post: Post
) -> tuple[PersistenceController | None, StoreKey | None]:
    """What keeps the session of ``store`` in the file that ``kept`` names, and what the lock does with its key."""
    if kept is None:
        store.dispatch(Unkept())
        return None, None
    persistence = PersistenceController(
        store, partial(open_kept, kept), writer, post, THEMES, put_aside=partial(put_aside_kept, kept)
    )
    return persistence, StoreKey(persistence.open_with_pin, partial(guard_kept, kept), persistence.start_anew)


def open_kept(path: Callable[[], Path], pin: str | None = None) -> Opened:
    """Open the session file, or raise why not; the database library is imported with it, off the GUI thread."""
    from cdss.database.session_file import open_session

    return open_session(path(), now(), pin)


def put_aside_kept(path: Callable[[], Path]) -> Path:
    """Put a session file aside that cannot be opened; returns where it is now."""
    from cdss.database.session_file import put_aside

    return put_aside(path(), now())


def guard_kept(path: Callable[[], Path], pin: str) -> str:
    """Have the key of the kept session lie under ``pin``, if no keyring has it; nothing where this window does not keep it."""
    try:
        return guard_with_pin(path().parent, pin)
    except KeyUnavailable:
        return ""
