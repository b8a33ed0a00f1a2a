"""What the worker watches of its own machine: its memory, the number of its threads, and whether memory ran out."""

from __future__ import annotations

import math
import os
import sys
from pathlib import Path

_THREAD_VARIABLES = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")
_OUT_OF_MEMORY = ("out of memory", "not enough memory", "can't allocate memory", "cannot allocate memory")


def available_cores() -> int:
    """Cores this process may use: its affinity, bounded by a container's CPU quota and by ``OMP_NUM_THREADS`` where set.

    More threads than cores must never be asked for: OpenMP threads that spin without a core slow a forward pass a hundredfold.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return max(1, min(cores, _quota_cores(cores), int(wanted) if wanted.isdigit() else cores))


def thread_count() -> int:
    """Threads for the networks beside a window: all cores, less one for the window where there are more than two."""
    cores = available_cores()
    return cores - 1 if cores > 2 else cores


def _quota_cores(cores: int) -> int:
    """Whole cores of the CPU quota in ``cpu.max`` (Linux control groups v2: quota and period in µs, or ``max``)."""
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        return cores if quota == "max" else math.ceil(int(quota) / int(period))
    except (OSError, ValueError):
        return cores


def set_thread_variables(threads: int) -> None:
    """Bound the thread pools of the numeric libraries; has an effect only before they are imported."""
    os.environ.update(dict.fromkeys(_THREAD_VARIABLES, str(threads)))
    sleep_while_waiting()


def sleep_while_waiting() -> None:
    """Let OpenMP threads sleep until there is work, unless the user says otherwise; only before torch is imported.

    By default they spin, which takes the core from whoever has the work they wait for: with other programs on both of two
    cores the explanations of one patient took 21 s spinning and 3.5 s asleep (``OMP_WAIT_POLICY``, OpenMP 3.0, 2008).
    """
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out: ``MemoryError``, or the allocator's words in a ``RuntimeError`` (torch, CPU and CUDA)."""
    if isinstance(error, MemoryError):
        return True
    words = str(error).lower()
    return isinstance(error, RuntimeError) and any(part in words for part in _OUT_OF_MEMORY)


def resident_mb(pid: int | None = None) -> float:
    """Resident memory in MB (1e6 bytes) of this process; on macOS, which has no file for it, the peak so far.

    ``pid``: of another process instead; NaN where the system does not tell.
    """
    statm = Path("/proc") / ("self" if pid is None else str(pid)) / "statm"
    if statm.exists():
        return int(statm.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    if pid is not None:
        return math.nan
    if sys.platform == "win32":
        return _windows_working_set() / 1e6
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


def _windows_working_set() -> int:
    """``WorkingSetSize`` of PROCESS_MEMORY_COUNTERS (psapi.h), the fourth field after two DWORDs and a SIZE_T."""
    import ctypes
    from ctypes import wintypes

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", wintypes.DWORD),
            ("page_faults", wintypes.DWORD),
            ("sizes", ctypes.c_size_t * 8),
        )

    counters = Counters(cb=ctypes.sizeof(Counters))
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined,unused-ignore]
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.K32GetProcessMemoryInfo.argtypes = (wintypes.HANDLE, ctypes.c_void_p, wintypes.DWORD)
    kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
    return int(counters.sizes[1])
