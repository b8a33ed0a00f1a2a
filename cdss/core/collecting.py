"""Making very many objects at once without the search for those that can go."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """While it lasts, the interpreter does not look for cycles of objects that nobody holds any more.

    For work that makes hundreds of thousands of objects which all stay: the search goes through all of them again and again
    and finds nothing. Where threads overlap in it, the first to leave turns the search on again, and it is never left off.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
