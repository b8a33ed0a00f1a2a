"""Names of leads and units of voltage as devices write them, to the standard ones."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cdss.core.kinds import ECG_LEADS

_STANDARD = {lead.lower(): lead for lead in ECG_LEADS}
_ALIASES = {
    **{f"d{roman}": lead for roman, lead in (("i", "I"), ("ii", "II"), ("iii", "III"))},
    **{f"d{digit}": lead for digit, lead in (("1", "I"), ("2", "II"), ("3", "III"))},
    **{f"ml{roman}": lead for roman, lead in (("i", "I"), ("ii", "II"), ("iii", "III"))},
    **{f"c{n}": f"V{n}" for n in range(1, 7)},
    **{f"lead{digit}": lead for digit, lead in (("1", "I"), ("2", "II"), ("3", "III"))},
}
"""DI/D1: Romance languages. C1-C6: IEC 60601-2-25 cable marks. MLII: modified limb lead of ambulatory recordings."""

_SCP_LEADS = {1: "I", 2: "II", 61: "III", 62: "aVR", 63: "aVL", 64: "aVF", **{n + 2: f"V{n}" for n in range(1, 7)}}
"""Lead numbers of SCP-ECG (EN 1064) and ISO/IEEE 11073-10102, as used in DICOM CID 3001."""

_INVERTED_AVR = 65
_TO_MV = {
    "mv": 1.0,
    "millivolt": 1.0,
    "uv": 1e-3,
    "µv": 1e-3,
    "μv": 1e-3,
    "microvolt": 1e-3,
    "v": 1e3,
    "volt": 1e3,
    "nv": 1e-6,
}

_UNITS_BEHIND = ("mv", "uv", "µv", "μv", "v", "ms", "s", "sec", "seconds")


@dataclass(frozen=True, slots=True)
class LeadName:
    """A standard lead; ``sign`` is -1 where the file holds it upside down (-aVR of the Cabrera order)."""

    lead: str
    sign: int = 1


def lead_name(text: str) -> LeadName | None:
    """The standard lead named by ``avr``, ``Lead II``, ``ECG V1``, ``MDC_ECG_LEAD_I``, ``DII``, ``-aVR`` …, or None."""
    word = re.sub(r"\([^()]*\)|,.*", "", text.strip().lower(), flags=re.DOTALL)
    word = re.sub(r"^mdc_ecg_lead_", "", word)
    inverted = word.startswith(("-", "−"))
    word = re.sub(r"[\s_\-−.:]+", "", word)
    lead = _known(word) or _known(re.sub(r"^(ecg|ekg)?(lead)?", "", word)) or _known(re.sub(r"(lead)?$", "", word))
    return LeadName(lead, -1 if inverted else 1) if lead else None


def coded_lead(code: str) -> LeadName | None:
    """The lead of a DICOM channel source code: SCPECG ``5.6.3-9-62`` or MDC ``2:62``; None for any other code."""
    match = re.fullmatch(r"(?:5\.6\.3-9-|2:)(\d+)", code.strip())
    if match is None:
        return None
    return scp_lead(int(match.group(1)))


def scp_lead(number: int) -> LeadName | None:
    """The lead of an SCP-ECG lead number; None for one that is not of the standard twelve."""
    if number == _INVERTED_AVR:
        return LeadName("aVR", -1)
    return LeadName(_SCP_LEADS[number]) if number in _SCP_LEADS else None


def unit_to_mv(unit: str) -> float | None:
    """Factor from ``unit`` to mV; None for a unit that is not a voltage known here."""
    word = unit.strip().lower().strip("()[]")
    return _TO_MV.get(word) or _TO_MV.get(word.removesuffix("s"))


def split_unit(column: str) -> tuple[str, str]:
    """A column name into name and unit: ``I (mV)``, ``I [µV]``, ``I_uV``, ``I/mV``; the unit is empty where none stands."""
    text = column.strip()
    return _bracketed(text) or _behind(text) or (text, "")


def _bracketed(text: str) -> tuple[str, str] | None:
    """Name and unit of ``I (mV)``; plain searches, for a pattern takes minutes over a line of blanks."""
    if not text.endswith((")", "]")):
        return None
    inner = text[:-1]
    start = max(inner.rfind(")"), inner.rfind("]"), 0) + 1
    opened = [place for bracket in "([" if (place := inner.find(bracket, start)) >= 0]
    return (inner[: min(opened)].strip(), inner[min(opened) + 1 :].strip()) if opened else None


def _behind(text: str) -> tuple[str, str] | None:
    """Name and unit of ``I_uV``, ``I/mV``, ``I mV``."""
    for unit in _UNITS_BEHIND:
        name, found = text[: -len(unit)], text[-len(unit) :]
        if found.lower() == unit:
            bare = name.rstrip()
            if bare.endswith(("_", "/")) and len(bare) > 1:
                return bare[:-1].strip(), found
            if bare and bare != name:
                return bare, found
    return None


def _known(word: str) -> str | None:
    return _STANDARD.get(word) or _ALIASES.get(word)
