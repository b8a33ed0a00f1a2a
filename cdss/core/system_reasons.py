"""Why the operating system or SQLite refused: kept as a code, so that a sentence says it in its own language."""

from __future__ import annotations

import errno

SYSTEM = "os_reason_"
"""What the codes begin with; the rest is the name of the number in ``errno`` in small letters, or the number itself."""

_OF_SQLITE = {
    10: errno.EIO,
    13: errno.ENOSPC,
    8: errno.EROFS,
    14: errno.ENOENT,
    5: errno.EBUSY,
    6: errno.EBUSY,
    3: errno.EACCES,
    23: errno.EACCES,
}
"""Primary result codes of SQLite (https://sqlite.org/rescode.html) that say the same as a number of the system."""


def system_reason(error: BaseException) -> str:
    """The code of the reason where the system or SQLite gave a number, else one line of what ``error`` says.

    Driver errors that SQLAlchemy wraps (``orig``) count as what they wrap. ``sentence`` puts the code into words.
    """
    inner = getattr(error, "orig", None) or error
    number = inner.errno if isinstance(inner, OSError) else _of_sqlite(inner)
    if number is None:
        return " ".join(str(inner).split()) or type(inner).__name__
    return f"os_reason_{errno.errorcode.get(number, str(number)).lower()}"


def _of_sqlite(error: BaseException) -> int | None:
    code = getattr(error, "sqlite_errorcode", None)
    return _OF_SQLITE.get(code & 0xFF) if isinstance(code, int) else None
