"""The dependency rule of the architecture: who may know whom."""

import pytest

LAYERS = {
    "core": 0,
    "records": 1,
    "database": 1,
    "network": 3,
    "readers": 2,
    "signals": 2,
    "scoring": 2,
    "text": 2,
    "bundle": 3,
    "nets": 4,
    "guards": 5,
    "explain": 5,
    "engine": 6,
    "session": 7,
    "audit": 7,
    "deidentify": 7,
    "report": 8,
}
"""Packages of ``cdss``, lowest first; neighbours of one rank do not know each other."""

ON_TOP = {"training", "evaluation", "cli"}
"""Packages that may use all the others, and that none of them may use."""

UI_LAYERS = {
    "theme": 0,
    "frame_sizes": 0,
    "language": 0,
    "pdf_text": 0,
    "terms": 0,
    "turns": 0,
    "i18n": 0,
    "actions": 0,
    "views": 1,
    "panels": 2,
    "dialogs": 2,
    "report": 2,
    "controllers": 3,
}
TORCH = {"torch", "monai", "captum", "shap"}
TORCH_PACKAGES = (
    "cdss.nets.",
    "cdss.explain.",
    "cdss.training.",
    "cdss.evaluation.",
    "cdss.engine.explained.",
    "cdss.engine.asked.",
)
ANSWERING = ("cdss.engine.explained", "cdss.engine.asked")
"""Packages of the engine that explain and answer questions: they run where the networks are."""

TORCH_ENGINE = {
    f"cdss.engine.{name}"
    for name in ("answers", "batch", "worker", "local", "coalitions", "device", "findings", "steady")
}
"""The local engine and its parts: they live in the worker process, in the command line and in training."""

PURE_SESSION = {
    "decision.considered",
    "decision.wording",
    "entry.note_panes",
    "entry.older_values",
    "entry.refused_values",
    "entry.vitals_log",
    "explanation.ecg_ranking",
    "explanation.film_maps",
    "explanation.note_ranking",
    "explanation.reliability",
    "explanation.waterfall",
    "names",
    "panes",
    "place",
    "settings",
    "worklist.change_words",
    "worklist.shift_panes",
    "worklist.shift_work",
}
"""Modules of the session that hold frozen records and words only; all else of it is closed to views."""


def _package_of(name):
    parts = name.split(".")
    return parts[1] if len(parts) > 2 or (len(parts) == 2 and parts[1] in LAYERS) else None


def _inside(modules, package):
    return [m for m in modules if m.name.split(".")[:2] == package.split(".")]


def _roots(module):
    return {i.name.split(".")[0] for i in module.imports}


def test_the_core_never_knows_the_window(cdss_modules):
    wrong = {m.name: sorted(_roots(m) & {"ui", "PySide6", "pyqtgraph", "shiboken6"}) for m in cdss_modules}
    assert {name: found for name, found in wrong.items() if found} == {}


def test_packages_of_the_core_import_only_from_below(cdss_modules):
    wrong = []
    for module in cdss_modules:
        own = _package_of(module.name)
        if own not in LAYERS:
            continue
        for imported in module.imports:
            parts = imported.name.split(".")
            other = parts[1] if parts[0] == "cdss" and len(parts) > 1 else None
            if other in (None, own) or other == "__version__":
                continue
            if LAYERS.get(other, 99) >= LAYERS[own]:
                wrong.append(f"{module.name} imports {imported.name}")
    assert wrong == []


def test_every_package_of_the_core_has_its_layer(repository):
    packages = {p.parent.name for p in (repository / "cdss").glob("*/__init__.py")}
    assert packages - set(LAYERS) - ON_TOP == set()


def test_the_window_imports_only_from_below(ui_modules):
    wrong = []
    for module in ui_modules:
        own = UI_LAYERS.get(module.name.split(".")[1]) if "." in module.name else None
        if own is None:
            continue
        for imported in module.imports:
            parts = imported.name.split(".")
            if parts[0] != "ui" or parts[1] == module.name.split(".")[1]:
                continue
            if UI_LAYERS.get(parts[1], 99) > own:
                wrong.append(f"{module.name} imports {imported.name}")
    assert wrong == []


def test_controllers_know_no_widgets_of_panels_or_views(ui_modules):
    known = {i.name for m in _inside(ui_modules, "ui.controllers") for i in m.imports}
    assert {name for name in known if name.startswith(("ui.views", "ui.panels", "ui.main_window", "ui.app"))} == set()


def _is_pure(name):
    """Whether ``name`` is one of ``PURE_SESSION``, or something in it."""
    return any(f"{name}.".startswith(f"cdss.session.{module}.") for module in PURE_SESSION)


def test_views_know_no_files_no_engine_and_no_session(ui_modules):
    banned = (
        "cdss.engine",
        "cdss.readers",
        "cdss.bundle",
        "cdss.nets",
        "cdss.explain",
        "cdss.training",
        "pathlib",
        "io",
    )
    wrong = []
    for module in _inside(ui_modules, "ui.views"):
        for imported in module.imports:
            session = imported.name.startswith("cdss.session.") and not _is_pure(imported.name)
            if session or imported.name.startswith(banned):
                wrong.append(f"{module.name} imports {imported.name}")
    assert wrong == []


def test_torch_and_its_kin_stay_where_they_belong(source_modules):
    wrong = [
        f"{m.name} imports {i.name}"
        for m in source_modules
        for i in m.imports
        if i.name.split(".")[0] in TORCH and not f"{m.name}.".startswith(TORCH_PACKAGES) and m.name not in TORCH_ENGINE
    ]
    assert wrong == []


def test_the_local_engine_is_imported_only_by_those_who_own_torch(source_modules):
    heavy = (TORCH_ENGINE | set(ANSWERING)) - {"cdss.engine.worker"}
    wrong = [
        f"{m.name} imports {i.name}"
        for m in source_modules
        for i in m.imports
        if any(i.name == h or i.name.startswith(f"{h}.") for h in heavy)
        and m.name not in TORCH_ENGINE
        and not m.name.startswith(
            (*ANSWERING, "cdss.training", "cdss.evaluation", "cdss.__main__", "cdss.api", "cdss.cli")
        )
    ]
    assert wrong == []


def test_only_the_session_file_knows_the_database(source_modules):
    knows = {m.name for m in source_modules if _roots(m) & {"sqlalchemy", "sqlite3"}}
    names = ("backup", "forward", "peek", "salvage", "schema", "session_file", "tables")
    assert knows == {f"cdss.database.{name}" for name in names}


@pytest.mark.parametrize("banned", ["transformers", "PyQt5", "PyQt6", "PySide2", "qtpy", "joblib", "dill"])
def test_banned_modules(source_modules, banned):
    assert [m.name for m in source_modules if banned in _roots(m)] == []


def test_no_private_parts_of_other_libraries(source_modules):
    private = [
        f"{m.name} imports {i.name}"
        for m in source_modules
        for i in m.imports
        if i.name.split(".")[0] in {"PySide6", "pyqtgraph", "torch", "pydicom", "numpy"}
        and any(part.startswith("_") for part in i.name.split(".")[1:])
    ]
    assert private == []
