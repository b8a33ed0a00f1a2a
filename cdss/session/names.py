"""Names of codes in the clinician's language: conditions, findings, ECG classes, modalities, vital signs, scores.

The table is ``resources/i18n/sentences/session.json``; its keys are ``name_<kind>_<code>``.
"""

from __future__ import annotations

from cdss.core.kinds import CONDITIONS, Consciousness, Modality
from cdss.core.sentences import catalogue
from cdss.records.explanation import CONTEXT_PLAYERS
from cdss.records.vitals import VitalValue, with_unit

AGE, ARRIVAL, HISTORY = CONTEXT_PLAYERS
TEMPERATURE = "temperature_c"


def name(kind: str, code: str, language: str = "en") -> str:
    """The name of ``code`` among ``kind`` (condition, image, ecg, vital, …); the code itself if unknown."""
    texts = catalogue().get(f"name_{kind}_{code.lower()}")
    return texts[language] if texts else code.replace("_", " ")


def condition_name(code: str, language: str = "en") -> str:
    """Name of one of ``CONDITIONS``."""
    return name("condition", code, language)


def target_name(target: str, language: str = "en") -> str:
    """Name of one of ``TARGETS``: the risk, an outcome, a condition."""
    kind = "condition" if target in CONDITIONS else "outcome"
    return name(kind, target, language)


def finding_name(modality: Modality, code: str, language: str = "en") -> str:
    """Name of one of ``IMAGE_FINDINGS`` or ``ECG_FINDINGS``."""
    return name(modality.value, code, language)


def modality_name(modality: Modality, language: str = "en") -> str:
    """Name of a modality: Chest X-ray, ECG, Vital signs, Note."""
    return name("modality", modality.value, language)


def modality_chip(modality: Modality, language: str = "en") -> str:
    """The modality's short mark in the worklist: CXR, ECG, VS, Note."""
    return name("chip", modality.value, language)


def concept_name(term: str, language: str = "en") -> str:
    """Name of a concept of the note, of ``resources/lexicon/concepts.json``."""
    return name("concept", term.replace(" ", "_").replace("-", "_"), language)


def measured_text(field: str, value: VitalValue | None, language: str = "en", fahrenheit: bool = False) -> str:
    """A measured value without its unit: ``38.5``, ``new confusion (C)``, ``on oxygen``; empty where not measured.

    Temperature in tenths of a degree, as it is charted: of °C, in which it is kept, or where ``fahrenheit`` of °F.
    """
    if value is None:
        return ""
    if isinstance(value, Consciousness):
        return name("consciousness", value.value, language)
    if isinstance(value, bool):
        return name("breathing", "given" if value else "air", language)
    if field == TEMPERATURE:
        return f"{value * 9.0 / 5.0 + 32.0:.1f}" if fahrenheit else f"{value:.1f}"
    return f"{value:g}"


def measured_words(field: str, value: VitalValue | None, language: str = "en", fahrenheit: bool = False) -> str:
    """A measured value with its unit, a dash where it was not measured; oxygen and consciousness in words."""
    text = measured_text(field, value, language, fahrenheit) or "–"
    return f"{text} °F" if field == TEMPERATURE and fahrenheit else with_unit(field, text)


def explained_value(name_of_input: str, shown: str, language: str = "en", fahrenheit: bool = False) -> str:
    """The value of an explained input: arrival and history in words, units of age and temperature; others as they are shown."""
    if name_of_input == TEMPERATURE and fahrenheit and shown:
        return measured_words(TEMPERATURE, float(shown.split()[0]), language, fahrenheit)
    if name_of_input == ARRIVAL:
        return name("arrival_mode", shown, language)
    if name_of_input == HISTORY:
        codes = (known.replace(" ", "_").replace("-", "_") for known in (shown or "none").split("; "))
        return "; ".join(name("history", code, language) for code in codes)
    if name_of_input == AGE and language == "ko":
        return f"{shown.removesuffix(' y')}세"
    return shown
