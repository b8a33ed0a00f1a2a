"""What the line at the foot says of saving and of the audit: what came of them last, never what is hoped for."""

from __future__ import annotations

from cdss.core.clock import zone_words
from cdss.core.sentences import sentence
from cdss.session.panes import KeptWords
from cdss.session.state import SessionState

_CODES = {
    (True, False): ("kept_saved", "kept_saved_full"),
    (True, True): ("kept_saved_never", "kept_saved_full_never"),
    (False, False): ("kept_failed", "kept_failed_full"),
    (False, True): ("kept_failed_never", "kept_failed_full_never"),
}
"""In a few words and in full, by whether it is saved, and whether nothing was written since the program was started."""


def kept_words(state: SessionState) -> KeptWords:
    """Of ``state``; empty while the session file is still being opened, or lies under the PIN."""
    language = state.intent.language
    if state.unkept:
        return KeptWords(sentence("kept_nothing", {}, language), sentence("kept_nothing_full", {}, language))
    if state.unsaved is None and not state.guard:
        return KeptWords()
    (saving, saving_full), (audit, audit_full) = _saving(state), _audit(state)
    short, full = " · ".join(filter(None, (saving, audit))), " ".join(filter(None, (saving_full, audit_full)))
    return KeptWords(short, full, wrong=bool(state.unsaved or state.unaudited))


def _saving(state: SessionState) -> tuple[str, str]:
    language, at = state.intent.language, None if state.saved is None else state.saved.astimezone()
    time = {} if at is None else {"time": f"{at:%H:%M}"}
    day = {} if at is None else {"time": f"{at:%Y-%m-%d %H:%M} {zone_words(at)}"}
    short, full = _CODES[state.unsaved is None, at is None]
    why = () if state.unsaved is None else (state.unsaved.words(language),)
    return sentence(short, time, language), " ".join((sentence(full, day, language), *why))


def _audit(state: SessionState) -> tuple[str, str]:
    language = state.intent.language
    if state.unaudited is not None:
        return sentence("kept_audit_failed", {}, language), state.unaudited.words(language)
    if not state.audited:
        return "", ""
    return sentence("kept_audit", {}, language), sentence("kept_audit_full", {}, language)
