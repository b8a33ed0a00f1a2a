"""What of the libraries goes into the installed program, and what stays out; used by ``cdss.spec`` and ``check_bundle.py``.

Standard library only. Everything here is told from a file's place in the bundle, with ``/`` between folders; on Windows
PyInstaller names them with ``\\``, which ``cdss.spec`` turns by ``slashed``.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

Entry = tuple[str, str, str]
"""A file of the bundle as PyInstaller lists it: its place, where it comes from, its kind."""

OWN = ("cdss", "ui")
"""The program's own packages."""

NEVER_IMPORTED = (
    *(
        "IPython",
        "PyQt5",
        "PyQt6",
        "PySide2",
        "tkinter",
        "_tkinter",
        "pytest",
        "pip",
        "setuptools",
        "pkg_resources",
        "PyInstaller",
    ),
    *("torch.utils.tensorboard", "torch.utils.benchmark", "torch.onnx", "triton", "numba.cuda", "numba.testing"),
    *("lib2to3", "ensurepip", "idlelib", "pydoc_data", "turtledemo", "PIL.ImageTk", "PIL.ImageQt"),
    *("pyqtgraph.examples", "pyqtgraph.opengl", "pyqtgraph.canvas", "readline", "curses", "PIL._avif"),
    *("PySide6.QtNetwork", "PySide6.QtTest"),
    *("aiohttp", "multidict", "yarl", "propcache", "frozenlist", "aiosignal", "soundfile", "_soundfile_data", "hf_xet"),
)
"""Modules that no command of the program imports: other tool kits, makers' tools, extras that are not installed."""

IMPORTED_UNSEEN = (
    *("numba._devicearray", "numba.mviewbuf", "numba.np.ufunc._num_threads"),
    *("PySide6.QtOpenGL", "PySide6.QtOpenGLWidgets"),
)
"""Modules that compiled code imports, or by names put together at run time (pyqtgraph), where no analysis of sources sees it."""

TESTS = re.compile(r"(^|/)(tests?|testdata|test_files|sample_data|sample-data|conftest\.py[co]?)(/|$)")
"""Test suites and the data of test suites, wherever a package keeps them."""

KEPT = re.compile(
    r"^(numpy/testing|numpy/_core/tests/_natype|torch/testing|pandas/_testing|sklearn/utils/_test_common)(/|\.|$)"
)
"""What is called a test and is imported all the same by the package it is part of."""

UNUSED = (
    re.compile(r"(^|/)(include|cmake|typesystems|glue|pkgconfig)/"),
    re.compile(r"\.(h|hpp|cuh|cu|cpp|c|pyx|pxd|pyi|a|lib|la|cmake|f90|typed|in|rst)$"),
    re.compile(r"^torch/bin/(?!torch_shm_manager$)"),
    re.compile(
        r"^torch/lib/(libaoti_custom_ops|libbackend_with_compiler|libjitbackend_test|libtorchbind_test|libshm_windows)"
    ),
    re.compile(r"^torch/(_inductor/(codegen|kernel)/.*\.(jinja|cpp|cu)|utils/(model_dump|hipify)/)"),
    re.compile(r"^PySide6/(Qt/)?(qml|metatypes|modules|libexec|resources|mkspecs)/"),
    re.compile(r"^PySide6/(Qt/)?translations/(?!qtbase_(en|ko)\.qm$)"),
    re.compile(r"^(PySide6/(Qt/lib/)?)?(lib)?Qt6?(Network|Test|EglF)[^/]*\.(so|dll|framework)"),
    re.compile(
        r"^PySide6/(Qt/)?plugins/"
        r"(?!(iconengines|imageformats|platforminputcontexts|platforms|platformthemes|wayland-|xcbgl))"
    ),
    re.compile(r"^PySide6/(Qt/)?plugins/platforms/(lib)?q(?!xcb|offscreen|wayland|windows|cocoa)"),
    re.compile(r"^PySide6/Qt/plugins/(platformthemes/libqgtk3|wayland-.*/lib(vulkan|dmabuf|drm|shm|fullscreen|ivi))"),
    re.compile(r"^_gdcm/gdcm(?!swig|\.py)[a-z0-9]+$"),
    re.compile(r"^(numba/np/ufunc/(omppool|tbbpool)\.|numba/cuda/)"),
    re.compile(r"^matplotlib/mpl-data/(sample_data|plot_directive|images/.*\.(pdf|svg))"),
    re.compile(r"^(sklearn/datasets/(data|descr|images)/|pydicom/data/(test_files|charset_files/test))"),
    re.compile(r"^(nvidia|triton|aiohttp|multidict|_soundfile_data|hf_xet)/|^(pillow\.libs/)?libavif"),
)
"""What packages bring for those who compile against them, for other systems, or for parts of theirs that are not in use."""

OPENMP = re.compile(r"(^|/)lib(gomp|omp|iomp5)[^/]*\.(so|dylib|dll)[^/]*$")
"""The OpenMP runtime under any of its names; two in one process wait for each other's threads."""

OPENMP_KEPT = ("torch/lib/libgomp.so.1", "torch/lib/libomp.dylib")
"""torch's own copy, on Linux and on macOS. On Windows a file cannot stand under two names, and the check looks for a second."""

CUDA = re.compile(
    r"(^|/)((lib(?=.*\.so)|(?=.*\.dll$))"
    r"(cudart|cudnn|cublas|cufft|curand|cusolver|cusparse|nccl|nvrtc|nvJitLink|torch_cuda|c10_cuda)[^/]*|nvidia/.*)$"
)
"""Libraries that only the edition for graphics cards may hold."""

NOT_STRIPPED = re.compile(r"\.libs/")
"""Libraries whose parts were moved when their wheel was made; strip may put them out of their places."""


PICTURE_OF_THE_README = "resources/icons/window.png"

PYTHONS_OWN = re.compile(r"(^|/)lib(python3|ssl|crypto|ffi|sqlite3|lzma|bz2|expat|uuid|mpdec|nsl|tirpc)[.\-0-9]")
"""Libraries of the system that modules of Python itself need."""

RUN_TIME_HOOKS_LEFT_OUT = ("pyi_rth_mplconfig", "pyi_rth_pyside6")
"""The first gives matplotlib an empty folder at each start, and the list of the computer's fonts would be made anew each time.

The second loads Qt into every process, also into the one of the networks, where it must not be; it tells Qt where its parts
are, which PySide6 as it is installed here does by itself.
"""


def slashed(entries: list[Entry]) -> list[Entry]:
    """The entries with ``/`` between the folders of their places; PyInstaller takes either."""
    return [(place.replace("\\", "/"), source, kind) for place, source, kind in entries]


def is_test(place: str) -> bool:
    """Whether a file belongs to a package's test suite."""
    return TESTS.search(place) is not None and KEPT.match(place) is None


def is_unused(place: str) -> bool:
    """Whether a file of a library, or of our own, has no use in the installed program."""
    if place.startswith("resources/"):
        return place == PICTURE_OF_THE_README
    return is_test(place) or any(pattern.search(place) for pattern in UNUSED)


def is_unused_module(name: str) -> bool:
    """Whether a module, by its dotted name, has no use in the installed program."""
    return is_test(name.replace(".", "/")) or any(name == n or name.startswith(n + ".") for n in NEVER_IMPORTED)


def is_system_library(place: str, source: str) -> bool:
    """Whether a library came from the system that builds, and is there on the system that runs by the package's dependencies.

    Those that Python's own modules need are kept, for other systems have them in other versions.
    """
    inside = source.startswith(("/lib/", "/lib64/", "/usr/lib/", "/usr/lib64/"))
    return inside and PYTHONS_OWN.search(place) is None and ".cpython-" not in place


def from_elsewhere(entries: list[Entry], root: Path) -> list[str]:
    """The program's own modules that were not found below ``root``: an environment may lead to another checkout."""
    own = [(name, source) for name, source, _ in entries if name.split(".")[0] in OWN]
    return [f"{name} ({source})" for name, source in own if not Path(source).resolve().is_relative_to(root.resolve())]


def is_elf(path: Path) -> bool:
    """Whether a file is a program or a library of Linux."""
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def strip_symbols(folder: Path) -> None:
    """Take the tables of symbols out of the libraries of Linux."""
    files = [path for path in folder.rglob("*.so*") if path.is_file() and not path.is_symlink() and is_elf(path)]
    chosen = [str(path) for path in sorted(files) if not NOT_STRIPPED.search(path.relative_to(folder).as_posix())]
    for start in range(0, len(chosen), 50):
        subprocess.run(["strip", "--strip-unneeded", *chosen[start : start + 50]], check=True)


def one_openmp(entries: list[Entry]) -> list[Entry]:
    """Have every other name of the OpenMP runtime lead to the one copy that is kept: the loader then takes it once."""
    kept = next((place for place, _, _ in entries if place in OPENMP_KEPT), None)
    if kept is None:
        return entries
    other = [place for place, _, _ in entries if OPENMP.search(place) and place != kept]
    links = [(place, "../" * place.count("/") + kept, "SYMLINK") for place in other]
    return [*(entry for entry in entries if entry[0] not in other), *links]


def system_of(bundle: Path) -> str:
    """Which system a folder of the program was made for, as ``sys.platform`` names it."""
    if (bundle / "cdss-ui.exe").exists():
        return "win32"
    program = bundle / "cdss-ui"
    return "darwin" if program.exists() and not is_elf(program) else "linux"
