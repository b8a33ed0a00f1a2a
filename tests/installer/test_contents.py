"""What of the libraries is shipped and what is not, told from a file's place; the steps that change files, on real small ones."""

import ctypes
import shutil
import subprocess
import sys

import pytest


@pytest.fixture
def contents(installer):
    return installer("contents")


@pytest.mark.parametrize(
    "place",
    [
        *(
            "pandas/tests/io/test_json.pyc",
            "torch/include/ATen/ATen.h",
            "torch/bin/test_api",
            "scipy/special/tests/data/x.npz",
        ),
        *("torch/lib/libtorchbind_test.so", "PySide6/Qt/qml/QtQuick/qmldir", "PySide6/Qt/translations/qtbase_de.qm"),
        *(
            "PySide6/Qt/plugins/platforms/libqvnc.so",
            "PySide6/Qt/plugins/tls/libqopensslbackend.so",
            "libQt6Network.so.6",
        ),
        *("_gdcm/gdcmscu", "numba/np/ufunc/omppool.cpython-311-x86_64-linux-gnu.so", "nvidia/cudnn/lib/libcudnn.so.9"),
        *("PySide6/plugins/platforms/qminimal.dll", "PySide6/Qt6Network.dll", "PySide6/translations/qtbase_fr.qm"),
        *(
            "PySide6/plugins/tls/qschannelbackend.dll",
            "torch/lib/dnnl.lib",
            "PySide6/Qt/lib/QtNetwork.framework/QtNetwork",
        ),
        *("numpy/_core/lib/libnpymath.a", "PySide6/QtCore.pyi", "matplotlib/mpl-data/sample_data/goog.npz"),
        "resources/icons/window.png",
    ],
)
def test_what_has_no_use_is_left_out(contents, place):
    assert contents.is_unused(place)


@pytest.mark.parametrize(
    "place",
    [
        *(
            "torch/lib/libtorch_cpu.so",
            "numpy/testing/__init__.pyc",
            "torch/bin/torch_shm_manager",
            "sklearn/utils/_testing.pyc",
        ),
        *(
            "PySide6/Qt/plugins/platforms/libqoffscreen.so",
            "PySide6/Qt/plugins/wayland-shell-integration/libxdg-shell.so",
        ),
        *(
            "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
            "PySide6/Qt/lib/libQt6OpenGL.so.6",
        ),
        *("PySide6/Qt/translations/qtbase_ko.qm", "PySide6/Qt/plugins/platforms/libqxcb.so", "_gdcm/_gdcmswig.so"),
        *("_gdcm/gdcmswig.pyc", "resources/demo/01-chest-pain/note.txt", "resources/models/cdss-triage/test/x.json"),
        *(
            "PySide6/plugins/platforms/qwindows.dll",
            "PySide6/plugins/platforms/qoffscreen.dll",
            "PySide6/Qt6Widgets.dll",
        ),
        *("PySide6/translations/qtbase_ko.qm", "PySide6/Qt/plugins/platforms/libqcocoa.dylib", "PySide6/QtGui.pyd"),
        *("cdss/explain/vitals_shap.pyc", "scipy/stats/_hypotests.pyc", "PySide6/QtWidgets.abi3.so"),
        "resources/icons/triagelens.svg",
    ],
)
def test_what_is_used_stays(contents, place):
    assert not contents.is_unused(place)


def test_modules_are_judged_as_files_are_and_by_name(contents):
    assert contents.is_unused_module("pandas.tests.io")
    assert contents.is_unused_module("numba.cuda.simulator")
    assert contents.is_unused_module("PySide6.QtNetwork")
    assert not contents.is_unused_module("numba.cudadrv")
    assert not contents.is_unused_module("torch.testing")
    assert not contents.is_unused_module("cdss.explain.vitals_shap")


def test_nothing_that_the_program_imports_is_among_what_is_never_imported(contents):
    """The source is imported in a process of its own, with everything lazy asked for; none of its modules may be left out."""
    code = (
        "import sys, cdss.engine.local, cdss.explain.lime, cdss.explain.integrated_gradients, ui.app, ui.views.vitals_trends;"
        "import cdss.explain.vitals_shap as v; v._library(); import captum.attr, monai, sklearn.linear_model, wfdb, highdicom;"
        "print(*sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    real = [name for name in told if name != "PySide6.QtTest"]  # pyqtgraph tries it and does without
    assert {"torch.nn", "shap.explainers", "monai"} <= set(real)
    assert {"numba._devicearray", "PySide6.QtOpenGL"} <= set(real) & set(contents.IMPORTED_UNSEEN)
    assert [name for name in real if contents.is_unused_module(name)] == []


@pytest.mark.parametrize(
    ("place", "source", "expected"),
    [
        ("libxcb-cursor.so.0", "/usr/lib/x86_64-linux-gnu/libxcb-cursor.so.0", True),
        ("libssl.so.3", "/usr/lib/x86_64-linux-gnu/libssl.so.3", False),
        ("libpython3.11.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", False),
        ("lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so", "/usr/lib/python3.11/lib-dynload/_ssl.so", False),
        ("torch/lib/libc10.so", "/opt/env/lib/python3.11/site-packages/torch/lib/libc10.so", False),
    ],
)
def test_libraries_of_the_system_come_from_the_system(contents, place, source, expected):
    assert contents.is_system_library(place, source) is expected


OPENMP = {
    "linux": ("torch/lib/libgomp.so.1", "scikit_learn.libs/libgomp-e985bcbb.so.1.0.0", "libgomp.so.1"),
    "macos": ("torch/lib/libomp.dylib", "sklearn/.dylibs/libomp.dylib", "libomp.dylib"),
}


@pytest.mark.parametrize(("kept", "other", "top"), OPENMP.values(), ids=OPENMP)
def test_one_copy_of_openmp_is_left_under_every_name(contents, tmp_path, kept, other, top):
    library = ("torch/lib/libtorch_cpu.so", "/env/libtorch_cpu.so", "BINARY")
    listed = [(other, "/env/a", "BINARY"), library, (kept, "/env/b", "BINARY"), (top, other, "SYMLINK")]
    made = contents.one_openmp(listed)
    assert made[:2] == [library, (kept, "/env/b", "BINARY")] and {e[2] for e in made[2:]} == {"SYMLINK"}
    (tmp_path / kept).parent.mkdir(parents=True)
    (tmp_path / kept).write_text("torch's", encoding="utf-8")
    for place, target, _ in made[2:]:
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).symlink_to(target)
    assert (tmp_path / other).samefile(tmp_path / kept) and (tmp_path / top).samefile(tmp_path / kept)


def test_without_torchs_runtime_the_others_are_left(contents):
    listed = [("libgomp.so.1", "/usr/lib/libgomp.so.1", "BINARY"), ("a/libgomp.so.1", "/env/x", "BINARY")]
    assert contents.one_openmp(listed) == listed


def test_places_as_windows_writes_them_are_judged_alike(contents):
    listed = [("PySide6\\qml\\QtQuick\\a.dll", "C:\\env\\a.dll", "BINARY"), ("cdss.exe", "x", "EXECUTABLE")]
    turned = contents.slashed(listed)
    assert turned == [("PySide6/qml/QtQuick/a.dll", "C:\\env\\a.dll", "BINARY"), ("cdss.exe", "x", "EXECUTABLE")]
    assert contents.is_unused(turned[0][0]) and not contents.is_unused(listed[0][0])


@pytest.mark.parametrize(
    ("program", "content", "system"),
    [("cdss-ui.exe", b"MZ", "win32"), ("cdss-ui", b"\x7fELF\x02", "linux"), ("cdss-ui", b"\xcf\xfa\xed\xfe", "darwin")],
)
def test_a_folder_tells_which_system_it_is_for(contents, tmp_path, program, content, system):
    (tmp_path / program).write_bytes(content)
    assert contents.system_of(tmp_path) == system


@pytest.mark.skipif(shutil.which("cc") is None or shutil.which("strip") is None, reason="needs a C compiler and strip")
def test_a_stripped_library_is_smaller_and_still_has_its_function(contents, tmp_path):
    library = tmp_path / "torch" / "lib" / "libtorch_cpu.so"
    library.parent.mkdir(parents=True)
    source = tmp_path / "x.c"
    source.write_text(
        "static int inner(int a) { return a + 1; } int outer(int a) { return inner(a) * 2; }", encoding="utf-8"
    )
    subprocess.run(["cc", "-g", "-O0", "-shared", "-fPIC", str(source), "-o", str(library)], check=True)
    before = library.stat().st_size
    moved = tmp_path / "numpy.libs" / "libblas.so"
    moved.parent.mkdir()
    shutil.copyfile(library, moved)
    contents.strip_symbols(tmp_path)
    assert moved.stat().st_size == before

    assert library.stat().st_size < before
    assert ctypes.CDLL(str(library)).outer(3) == 8
    assert contents.is_elf(library) and not contents.is_elf(source)


def test_modules_of_another_checkout_are_named(contents, tmp_path):
    here, other = tmp_path / "here", tmp_path / "other"
    entries = [
        ("cdss", str(here / "cdss" / "__init__.py"), "PYMODULE"),
        ("ui.app", str(here / "sub" / ".." / "ui" / "app.py"), "PYMODULE"),
        ("uimodule", str(other / "uimodule.py"), "PYMODULE"),
    ]
    assert contents.from_elsewhere(entries, here) == []
    strange = ("cdss.core", str(other / "cdss" / "core.py"), "PYMODULE")
    assert contents.from_elsewhere([*entries, strange], here) == [f"cdss.core ({other}/cdss/core.py)"]
    back = ("ui.x", str(here / ".." / "other" / "x.py"), "PYMODULE")
    assert len(contents.from_elsewhere([back], here)) == 1
