"""The level of consciousness in words, so that the note encoder can read what the vitals chart says."""

from __future__ import annotations

from cdss.core.kinds import Consciousness

_PHRASES: dict[Consciousness, str] = {
    Consciousness.ALERT: "",
    Consciousness.CONFUSION: "confused",
    Consciousness.VOICE: "responds to voice",
    Consciousness.PAIN: "responds to pain only",
    Consciousness.UNRESPONSIVE: "unresponsive",
}


def consciousness_phrase(level: Consciousness) -> str:
    """English phrase for an ACVPU level (Royal College of Physicians, NEWS2, 2017); empty for an alert patient."""
    return _PHRASES[level]
