"""The one table of actions. Menus, keys, the command palette and the help page are all made from it.

Keys stand in ``resources/shortcuts.json`` (action name to key), so a hospital can change them without touching the program;
what a user changed is a setting and goes before them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from cdss.core.paths import resources_dir
from ui.language import QT_TRANSLATE_NOOP

CONTEXT = "actions"


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action: its name in the shortcut file, its English text, the menu it stands in.

    ``scope``: the pane that must have the focus for the key to count; None counts in the whole window.
    """

    name: str
    text: str
    menu: str
    scope: str | None = None


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("new_patient", QT_TRANSLATE_NOOP("actions", "New patient by hand"), "case"),
    ActionSpec(
        "patient_details", QT_TRANSLATE_NOOP("actions", "Who the patient is: number, age, sex, arrival…"), "case"
    ),
    ActionSpec("open_case", QT_TRANSLATE_NOOP("actions", "Open case folder…"), "case"),
    ActionSpec("open_cases", QT_TRANSLATE_NOOP("actions", "Open several case folders…"), "case"),
    ActionSpec("open_files", QT_TRANSLATE_NOOP("actions", "Open or add files…"), "case"),
    ActionSpec("take_back_files", QT_TRANSLATE_NOOP("actions", "Take back the files added last"), "case"),
    ActionSpec("from_archive", QT_TRANSLATE_NOOP("actions", "From the archive (PACS)…"), "case"),
    ActionSpec("watch_folder", QT_TRANSLATE_NOOP("actions", "Watch a folder for new patients…"), "case"),
    ActionSpec("stop_watching", QT_TRANSLATE_NOOP("actions", "Stop watching the folder"), "case"),
    ActionSpec("restart_engine", QT_TRANSLATE_NOOP("actions", "Start the assessment engine again"), "case"),
    ActionSpec("save_table", QT_TRANSLATE_NOOP("actions", "Save the explanation as a table (CSV)…"), "case"),
    ActionSpec("save_picture", QT_TRANSLATE_NOOP("actions", "Save a picture of the pane (PNG)…"), "case"),
    ActionSpec("report", QT_TRANSLATE_NOOP("actions", "Read and edit the report (open or close)"), "case"),
    ActionSpec("save_report_pdf", QT_TRANSLATE_NOOP("actions", "Save the report (PDF)…"), "case"),
    ActionSpec("save_report_html", QT_TRANSLATE_NOOP("actions", "Save the report as a page (HTML)…"), "case"),
    ActionSpec("save_dicom", QT_TRANSLATE_NOOP("actions", "Save for the image archive (DICOM)…"), "case"),
    ActionSpec("save_fhir", QT_TRANSLATE_NOOP("actions", "Save the assessment for another system (FHIR)…"), "case"),
    ActionSpec("export_without_identity", QT_TRANSLATE_NOOP("actions", "Save a copy without identity…"), "case"),
    ActionSpec("calibrate", QT_TRANSLATE_NOOP("actions", "Calibrate to this hospital…"), "case"),
    ActionSpec("install_update", QT_TRANSLATE_NOOP("actions", "Install an update from a file…"), "case"),
    ActionSpec("lock", QT_TRANSLATE_NOOP("actions", "Lock the screen now"), "case"),
    ActionSpec("set_pin", QT_TRANSLATE_NOOP("actions", "Set the PIN of the lock…"), "case"),
    ActionSpec("start_anew", QT_TRANSLATE_NOOP("actions", "Start anew without the kept session…"), "case"),
    ActionSpec("quit", QT_TRANSLATE_NOOP("actions", "Quit"), "case"),
    ActionSpec("find_patient", QT_TRANSLATE_NOOP("actions", "Search the worklist"), "worklist"),
    ActionSpec("next_patient", QT_TRANSLATE_NOOP("actions", "Next patient"), "worklist"),
    ActionSpec("previous_patient", QT_TRANSLATE_NOOP("actions", "Previous patient"), "worklist"),
    ActionSpec(
        "sort_worklist", QT_TRANSLATE_NOOP("actions", "Sort the worklist: level, wait, missing tests"), "worklist"
    ),
    ActionSpec(
        "group_worklist", QT_TRANSLATE_NOOP("actions", "Divide the worklist: level, wait, missing tests"), "worklist"
    ),
    ActionSpec("cancel_batch", QT_TRANSLATE_NOOP("actions", "Cancel the assessment of the others"), "worklist"),
    ActionSpec("assess_cancelled", QT_TRANSLATE_NOOP("actions", "Assess those who were cancelled"), "worklist"),
    ActionSpec(
        "acknowledge_change",
        QT_TRANSLATE_NOOP("actions", "Level changed: go to the patient, then mark it as seen"),
        "worklist",
    ),
    ActionSpec("alert_budget", QT_TRANSLATE_NOOP("actions", "Budget of alerts…"), "worklist"),
    ActionSpec("close_patient", QT_TRANSLATE_NOOP("actions", "Take the patient off the worklist"), "worklist"),
    ActionSpec("delete_patient", QT_TRANSLATE_NOOP("actions", "Delete what is kept of the patient…"), "worklist"),
    ActionSpec("maximise_film", QT_TRANSLATE_NOOP("actions", "Grow or shrink the chest X-ray"), "view"),
    ActionSpec("maximise_ecg", QT_TRANSLATE_NOOP("actions", "Grow or shrink the ECG"), "view"),
    ActionSpec("maximise_note", QT_TRANSLATE_NOOP("actions", "Grow or shrink the note"), "view"),
    ActionSpec("maximise_vitals", QT_TRANSLATE_NOOP("actions", "Grow or shrink the vital signs"), "view"),
    ActionSpec("maximise_decision", QT_TRANSLATE_NOOP("actions", "Grow or shrink the decision"), "view"),
    ActionSpec(
        "failed_methods", QT_TRANSLATE_NOOP("actions", "Show or hide explanations that failed their test"), "view"
    ),
    ActionSpec("dismiss_message", QT_TRANSLATE_NOOP("actions", "Put the message at the foot away"), "view"),
    ActionSpec("restore", QT_TRANSLATE_NOOP("actions", "Show all panes"), "view"),
    ActionSpec("language", QT_TRANSLATE_NOOP("actions", "Switch language: 한국어 / English"), "view"),
    ActionSpec("theme", QT_TRANSLATE_NOOP("actions", "Next theme"), "view"),
    ActionSpec("settings", QT_TRANSLATE_NOOP("actions", "Settings…"), "view"),
    ActionSpec("film_heat", QT_TRANSLATE_NOOP("actions", "Heat map on or off"), "film", "film"),
    ActionSpec("film_next_map", QT_TRANSLATE_NOOP("actions", "Next map of the X-ray"), "film", "film"),
    ActionSpec(
        "film_cross_check", QT_TRANSLATE_NOOP("actions", "Cross-check the X-ray's map by occlusion"), "film", "film"
    ),
    ActionSpec("film_invert", QT_TRANSLATE_NOOP("actions", "Invert the X-ray"), "film", "film"),
    ActionSpec("film_fit", QT_TRANSLATE_NOOP("actions", "Fit the X-ray to the pane"), "film", "film"),
    ActionSpec("film_actual", QT_TRANSLATE_NOOP("actions", "X-ray in actual pixels"), "film", "film"),
    ActionSpec("film_turn_right", QT_TRANSLATE_NOOP("actions", "Turn the X-ray 90° clockwise"), "film", "film"),
    ActionSpec("film_turn_left", QT_TRANSLATE_NOOP("actions", "Turn the X-ray 90° anticlockwise"), "film", "film"),
    ActionSpec("film_distance", QT_TRANSLATE_NOOP("actions", "Measure a distance on the X-ray"), "film", "film"),
    ActionSpec("film_angle", QT_TRANSLATE_NOOP("actions", "Measure an angle on the X-ray"), "film", "film"),
    ActionSpec("film_ratio", QT_TRANSLATE_NOOP("actions", "Measure the cardiothoracic ratio"), "film", "film"),
    ActionSpec("film_delete", QT_TRANSLATE_NOOP("actions", "Delete a measurement of the X-ray"), "film", "film"),
    ActionSpec("film_magnifier", QT_TRANSLATE_NOOP("actions", "Magnifier of the X-ray (hold the key)"), "film", "film"),
    ActionSpec("film_tags", QT_TRANSLATE_NOOP("actions", "DICOM tags of the X-ray…"), "film", "film"),
    ActionSpec("film_next", QT_TRANSLATE_NOOP("actions", "Next X-ray of the patient"), "film", "film"),
    ActionSpec("film_previous", QT_TRANSLATE_NOOP("actions", "Previous X-ray of the patient"), "film", "film"),
    ActionSpec("film_compare", QT_TRANSLATE_NOOP("actions", "Compare with an earlier X-ray"), "film", "film"),
    ActionSpec(
        "film_key", QT_TRANSLATE_NOOP("actions", "Key image: mark or unmark this view of the X-ray"), "film", "film"
    ),
    ActionSpec("film_next_key", QT_TRANSLATE_NOOP("actions", "Next key image of the X-ray"), "film", "film"),
    ActionSpec("film_reset", QT_TRANSLATE_NOOP("actions", "X-ray as stored"), "film", "film"),
    ActionSpec("film_window_2", QT_TRANSLATE_NOOP("actions", "Window: full range"), "film", "film"),
    ActionSpec("film_window_3", QT_TRANSLATE_NOOP("actions", "Window: contrast"), "film", "film"),
    ActionSpec("film_window_4", QT_TRANSLATE_NOOP("actions", "Window: lung"), "film", "film"),
    ActionSpec("film_window_5", QT_TRANSLATE_NOOP("actions", "Window: mediastinum"), "film", "film"),
    ActionSpec("ecg_attribution", QT_TRANSLATE_NOOP("actions", "ECG attribution on or off"), "ecg", "ecg"),
    ActionSpec("ecg_calipers", QT_TRANSLATE_NOOP("actions", "ECG calipers on or off"), "ecg", "ecg"),
    ActionSpec("ecg_snap", QT_TRANSLATE_NOOP("actions", "ECG calipers snap to R peaks, or not"), "ecg", "ecg"),
    ActionSpec("ecg_march", QT_TRANSLATE_NOOP("actions", "March the calipers' interval out, or not"), "ecg", "ecg"),
    ActionSpec("ecg_fiducials", QT_TRANSLATE_NOOP("actions", "Mark the waves of the ECG, or not"), "ecg", "ecg"),
    ActionSpec("ecg_median", QT_TRANSLATE_NOOP("actions", "Median beats of the ECG, or the page"), "ecg", "ecg"),
    ActionSpec("ecg_compare", QT_TRANSLATE_NOOP("actions", "Compare with the next other ECG"), "ecg", "ecg"),
    ActionSpec("ecg_layout", QT_TRANSLATE_NOOP("actions", "Next layout of the ECG"), "ecg", "ecg"),
    ActionSpec("ecg_lead", QT_TRANSLATE_NOOP("actions", "One lead of the ECG, or all leads"), "ecg", "ecg"),
    ActionSpec("ecg_next_lead", QT_TRANSLATE_NOOP("actions", "Next lead of the ECG alone"), "ecg", "ecg"),
    ActionSpec("ecg_previous_lead", QT_TRANSLATE_NOOP("actions", "Previous lead of the ECG alone"), "ecg", "ecg"),
    ActionSpec("ecg_gain", QT_TRANSLATE_NOOP("actions", "Next gain of the ECG (mm/mV)"), "ecg", "ecg"),
    ActionSpec("ecg_speed", QT_TRANSLATE_NOOP("actions", "Next speed of the ECG (mm/s)"), "ecg", "ecg"),
    ActionSpec("ecg_band", QT_TRANSLATE_NOOP("actions", "Next filter band of the drawn ECG"), "ecg", "ecg"),
    ActionSpec("ecg_notch", QT_TRANSLATE_NOOP("actions", "Next mains filter of the drawn ECG"), "ecg", "ecg"),
    ActionSpec("ecg_print", QT_TRANSLATE_NOOP("actions", "Print the ECG at its true scale (PDF)…"), "ecg", "ecg"),
    ActionSpec("ecg_fit", QT_TRANSLATE_NOOP("actions", "Show the whole ECG page"), "ecg", "ecg"),
    ActionSpec("ecg_true_size", QT_TRANSLATE_NOOP("actions", "ECG in true size"), "ecg", "ecg"),
    ActionSpec("vitals_zoom_in", QT_TRANSLATE_NOOP("actions", "Trends: less time"), "vitals", "vitals"),
    ActionSpec("vitals_zoom_out", QT_TRANSLATE_NOOP("actions", "Trends: more time"), "vitals", "vitals"),
    ActionSpec("vitals_zoom_all", QT_TRANSLATE_NOOP("actions", "Trends: all of the time"), "vitals", "vitals"),
    ActionSpec(
        "vitals_next", QT_TRANSLATE_NOOP("actions", "Trends: time cursor to the next measurement"), "vitals", "vitals"
    ),
    ActionSpec(
        "vitals_previous",
        QT_TRANSLATE_NOOP("actions", "Trends: time cursor to the previous measurement"),
        "vitals",
        "vitals",
    ),
    ActionSpec("note_entry", QT_TRANSLATE_NOOP("actions", "Write the triage entry…"), "note"),
    ActionSpec("note_abbreviations", QT_TRANSLATE_NOOP("actions", "Abbreviations of the note, written out"), "note"),
    ActionSpec("vitals_entry", QT_TRANSLATE_NOOP("actions", "Enter vital signs…"), "vitals"),
    ActionSpec("vitals_history", QT_TRANSLATE_NOOP("actions", "Chart of the vital signs: look, correct…"), "vitals"),
    ActionSpec("explain_next", QT_TRANSLATE_NOOP("actions", "Explain the next output"), "decision"),
    ActionSpec(
        "second_opinion", QT_TRANSLATE_NOOP("actions", "Second opinion on the note and vital signs (LIME)"), "decision"
    ),
    *(
        ActionSpec(f"own_level_{level}", text, "decision")
        for level, text in enumerate(
            (
                QT_TRANSLATE_NOOP("actions", "My own level: 1"),
                QT_TRANSLATE_NOOP("actions", "My own level: 2"),
                QT_TRANSLATE_NOOP("actions", "My own level: 3"),
                QT_TRANSLATE_NOOP("actions", "My own level: 4"),
                QT_TRANSLATE_NOOP("actions", "My own level: 5"),
            ),
            start=1,
        )
    ),
    ActionSpec(
        "save_influence", QT_TRANSLATE_NOOP("actions", "Save own and model levels as a table (CSV)…"), "decision"
    ),
    ActionSpec("recommended", QT_TRANSLATE_NOOP("actions", "Actions to consider…"), "decision"),
    ActionSpec("handover", QT_TRANSLATE_NOOP("actions", "Copy the hand-over (SBAR)"), "decision"),
    ActionSpec("accept", QT_TRANSLATE_NOOP("actions", "Accept the suggested level"), "decision"),
    ActionSpec("override", QT_TRANSLATE_NOOP("actions", "Override the level…"), "decision"),
    ActionSpec("withdraw", QT_TRANSLATE_NOOP("actions", "Undo my decision"), "decision"),
    ActionSpec("what_if", QT_TRANSLATE_NOOP("actions", "What if… (open or close)"), "decision"),
    ActionSpec("palette", QT_TRANSLATE_NOOP("actions", "Find an action"), "help"),
    ActionSpec("help", QT_TRANSLATE_NOOP("actions", "Help on the pane in use"), "help"),
    ActionSpec("keys", QT_TRANSLATE_NOOP("actions", "Keys and actions"), "help"),
    ActionSpec("tour", QT_TRANSLATE_NOOP("actions", "Guided tour of the screen"), "help"),
    ActionSpec("audit", QT_TRANSLATE_NOOP("actions", "Audit: last entries, check, export…"), "help"),
    ActionSpec("about", QT_TRANSLATE_NOOP("actions", "About: version, model card, licences"), "help"),
)

MENUS: tuple[tuple[str, str], ...] = (
    ("case", QT_TRANSLATE_NOOP("actions", "Case")),
    ("worklist", QT_TRANSLATE_NOOP("actions", "Worklist")),
    ("view", QT_TRANSLATE_NOOP("actions", "View")),
    ("film", QT_TRANSLATE_NOOP("actions", "Chest X-ray")),
    ("ecg", QT_TRANSLATE_NOOP("actions", "ECG")),
    ("note", QT_TRANSLATE_NOOP("actions", "Note")),
    ("vitals", QT_TRANSLATE_NOOP("actions", "Vital signs")),
    ("decision", QT_TRANSLATE_NOOP("actions", "Decision")),
    ("help", QT_TRANSLATE_NOOP("actions", "Help")),
)


@cache
def shortcuts() -> Mapping[str, str]:
    """Key of each action that has one."""
    table: Mapping[str, str] = json.loads((resources_dir() / "shortcuts.json").read_text(encoding="utf-8"))
    return table


@dataclass
class _Current:
    changed: Mapping[str, str] = field(default_factory=dict)


_current = _Current()


def keys() -> Mapping[str, str]:
    """Key of each action now, empty where the user took it away."""
    return {**shortcuts(), **_current.changed}


def changed_keys(text: str) -> Mapping[str, str]:
    """What the user changed, from the text of the setting; what is no key of a known action is left out."""
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: key for name, key in pairs if name in shortcuts() and isinstance(key, str)}


def use_keys(changed: Mapping[str, str], built: Mapping[str, QAction]) -> None:
    """Put what the user changed on the actions, the ordinary keys on all others."""
    _current.changed = dict(changed)
    for name, action in built.items():
        action.setShortcut(QKeySequence(keys().get(name, "")))


def taken_by(name: str, key: str) -> tuple[str, ...]:
    """The other actions that ``key`` would reach where ``name`` is reached: in the same pane, or in the whole window."""
    scopes = {spec.name: spec.scope for spec in ACTIONS}
    here, wanted = scopes[name], QKeySequence(key)
    return tuple(
        other
        for other, scope in scopes.items()
        if other != name
        and (scope == here or None in (scope, here))
        and QKeySequence(keys().get(other, "")) == wanted
        and not wanted.isEmpty()
    )


def key_text(name: str) -> str:
    """The key of an action as this computer writes it, empty where it has none."""
    return QKeySequence(keys().get(name, "")).toString(QKeySequence.SequenceFormat.NativeText)


def translated(text: str) -> str:
    """A text of the table in the language of the screen."""
    return QCoreApplication.translate(CONTEXT, text)


def build_actions(
    parent: QWidget, handlers: Mapping[str, Callable[[], object]], scopes: Mapping[str, QWidget]
) -> dict[str, QAction]:
    """One ``QAction`` for each row of the table, its key working in its scope or all of ``parent``.

    ``KeyError`` where an action has no handler.
    """
    built: dict[str, QAction] = {}
    for spec in ACTIONS:
        action = QAction(translated(spec.text), parent)
        action.setObjectName(spec.name)
        action.setShortcut(QKeySequence(keys().get(spec.name, "")))
        action.triggered.connect(_without_arguments(handlers[spec.name]))
        if spec.scope is not None:
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        (scopes[spec.scope] if spec.scope else parent).addAction(action)
        built[spec.name] = action
    return built


def retranslate(built: Mapping[str, QAction]) -> None:
    """Put the texts of the screen's language on the actions."""
    for spec in ACTIONS:
        built[spec.name].setText(translated(spec.text))


def _without_arguments(handler: Callable[[], object]) -> Callable[..., None]:
    def run(*_: object) -> None:
        handler()

    return run
