"""Who vouches for a model, in words for the screen: by the signature and its lists, without hashing the weights again.

The weights were hashed when the worker loaded them; a model that failed there is not loaded.
"""

from __future__ import annotations

from pathlib import Path

from cdss.bundle.local import fingerprint
from cdss.bundle.local_change import calibration_changes, is_changed_here
from cdss.bundle.signature import read_signature
from cdss.bundle.trust import Trust, trusted, vouched
from cdss.core.errors import BundleError
from cdss.core.sentences import sentence


def standing_words(folder: Path, language: str = "en", trust: Trust | None = None) -> tuple[str, ...]:
    """Who signed, whether a key is pinned, what the hospital changed; or why the model in ``folder`` may assess nobody."""
    try:
        trust = trust or trusted()
        signature = read_signature(folder)
        key = vouched(folder, signature, fingerprint(folder), trust)
        changes = calibration_changes(folder) if signature is not None and is_changed_here(folder) else ()
    except BundleError as error:
        return (error.words(language),)
    if signature is None or key is None:
        return (sentence("standing_unsigned", {}, language),)
    told = {"name": key.name, "date": signature.signed, "fingerprint": key.fingerprint}
    said = [sentence("standing_signed", told, language)]
    if trust.pinned:
        said.append(sentence("standing_pinned", {"name": key.name}, language))
    if changes:
        what = "; ".join(change.words(language) for change in changes)
        said.append(sentence("standing_changed", {"changes": what}, language))
    return tuple(said)


def signed_with(folder: Path) -> str:
    """Fingerprint of the key that signed the model; empty where nobody did or the signature is broken."""
    try:
        signature = read_signature(folder)
    except BundleError:
        return ""
    return signature.fingerprint if signature else ""
