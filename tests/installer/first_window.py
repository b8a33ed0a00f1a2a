"""When a program's window is shown: heard from the X server itself, so that nothing in the program has to be asked."""

import ctypes
import select
import time
from ctypes.util import find_library

SUBSTRUCTURE_NOTIFY = 1 << 19
MAP_NOTIFY = 19
SMALLEST = 200
"""Pixels: what is narrower is no window that a person sees but one that a toolkit keeps for itself."""


class _Configured(ctypes.Structure):
    _fields_ = (("type", ctypes.c_int), ("rest", ctypes.c_char * 252))


class _MapEvent(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("serial", ctypes.c_ulong),
        ("send_event", ctypes.c_int),
        ("display", ctypes.c_void_p),
        ("event", ctypes.c_ulong),
        ("window", ctypes.c_ulong),
    )


class Windows:
    """Watches the windows that appear on a display; ``OSError`` where there is none."""

    def __init__(self, display):
        self._x = ctypes.CDLL(find_library("X11") or "libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(display.encode()))
        if not self._display:
            raise OSError(f"no display {display}")
        self._root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        self._x.XSelectInput(self._display, self._root, ctypes.c_long(SUBSTRUCTURE_NOTIFY))
        self._x.XSync(self._display, 0)

    def first(self, seconds):
        """The moment (``time.monotonic``) at which the next real window is shown; None where none is within ``seconds``."""
        ends = time.monotonic() + seconds
        event = _Configured()
        while (left := ends - time.monotonic()) > 0:
            if not self._x.XPending(self._display):
                select.select([self._x.XConnectionNumber(self._display)], [], [], min(left, 0.05))
                continue
            self._x.XNextEvent(self._display, ctypes.byref(event))
            if event.type == MAP_NOTIFY:
                window = ctypes.cast(ctypes.byref(event), ctypes.POINTER(_MapEvent)).contents.window
                if self._width(window) >= SMALLEST:
                    return time.monotonic()
        return None

    def _width(self, window):
        root, numbers = ctypes.c_ulong(), [ctypes.c_int() for _ in range(6)]
        pointers = [ctypes.byref(number) for number in numbers]
        found = self._x.XGetGeometry(self._display, ctypes.c_ulong(window), ctypes.byref(root), *pointers)
        return numbers[2].value if found else 0
