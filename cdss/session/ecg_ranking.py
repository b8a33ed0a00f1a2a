"""Which leads and waves the attribution of an ECG lies on: figures that add up to 100 %, and the same in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cdss.core.sentences import sentence
from cdss.records.explanation import EcgAttribution, EcgPart
from cdss.session.names import name
from cdss.session.waterfall import apportion

MOSTLY = 0.5
"""Share from which the strongest wave of a few leads is called what the answer rests on mostly."""

_BESIDE = 0.5
"""A lead is named beside the strongest one from this share of its strength."""

_MOST_NAMED = 3


@dataclass(frozen=True, slots=True)
class Ranked:
    """One bar. ``code``: a lead or wave, empty for the weakest taken together; ``percent``: its shown share.

    ``share`` is the exact one (0-1), ``raises`` and ``lowers`` are probabilities.
    """

    code: str
    percent: int
    share: float
    raises: float
    lowers: float
    count: int = 1

    @property
    def effect(self) -> float:
        """What it adds to the output."""
        return self.raises - self.lowers

    @property
    def raising(self) -> float:
        """Part of the bar that raises the output, 0-1."""
        whole = self.raises + self.lowers
        return self.raises / whole if whole > 0 else 0.0


def ranked_leads(found: EcgAttribution) -> tuple[Ranked, ...]:
    """The leads, strongest first; the percentages add up to 100. Empty where nothing was attributed."""
    return _ranked(found.parts, lambda part: part.lead)


def ranked_waves(found: EcgAttribution) -> tuple[Ranked, ...]:
    """The waves, strongest first; empty also where they could not be told apart."""
    return _ranked([part for part in found.parts if part.wave], lambda part: part.wave)


def gathered(ranked: Sequence[Ranked], most: int) -> tuple[Ranked, ...]:
    """At most ``most`` bars: the weakest become one, so that the percentages still add up to 100."""
    if len(ranked) <= most:
        return tuple(ranked)
    kept, rest = ranked[: most - 1], ranked[most - 1 :]
    percent = sum(one.percent for one in rest)
    share, raises, lowers = (sum(getattr(one, key) for one in rest) for key in ("share", "raises", "lowers"))
    return (*kept, Ranked("", percent, share, raises, lowers, len(rest)))


def _ranked(parts: Sequence[EcgPart], key: Callable[[EcgPart], str]) -> tuple[Ranked, ...]:
    groups: dict[str, list[EcgPart]] = {}
    for part in parts:
        groups.setdefault(key(part), []).append(part)
    shares = {code: sum(part.share for part in group) for code, group in groups.items()}
    if sum(shares.values()) <= 0.0:
        return ()
    order = sorted(groups, key=lambda code: -shares[code])
    percents = apportion([100.0 * shares[code] for code in order], 100)
    return tuple(
        Ranked(code, percent, shares[code], sum(p.raises for p in groups[code]), sum(p.lowers for p in groups[code]))
        for code, percent in zip(order, percents, strict=True)
    )


def strongest_words(found: EcgAttribution, language: str = "en") -> str:
    """Where most of the attribution lies: ``Mostly ST of V2 and V3 (61 % of the attribution).``"""
    parts = sorted(found.parts, key=lambda part: -part.share)
    if not parts or parts[0].share <= 0.0:
        return sentence("ecg_map_nothing", {}, language)
    top = parts[0]
    near = [part for part in parts if part.wave == top.wave and part.share >= _BESIDE * top.share][:_MOST_NAMED]
    share = sum(part.share for part in near)
    code = "ecg_map_no_waves" if not top.wave else "ecg_map_mostly" if share >= MOSTLY else "ecg_map_spread"
    words = {
        "wave": name("wave", top.wave, language),
        "leads": _listed([part.lead for part in near], language),
        "percent": f"{100 * share:.0f}",
    }
    return sentence(code, words, language)


def limits_words(found: EcgAttribution, language: str = "en") -> tuple[str, ...]:
    """What the figures do not cover: waves that were not found, beats of another shape, and what the sum misses."""
    said = []
    if found.by_wave and found.not_found:
        waves = ", ".join(name("wave", wave, language) for wave in found.not_found)
        said.append(sentence("ecg_map_not_found", {"waves": waves}, language))
    if found.other_beats:
        said.append(sentence("ecg_map_other_beats", {"count": str(found.other_beats)}, language))
    figures = {
        "base": f"{100 * found.base:.1f}",
        "value": f"{100 * found.value:.1f}",
        "error": f"{100 * found.error:+.2f}",
    }
    return (*said, sentence("ecg_map_complete", figures, language))


def _listed(codes: Sequence[str], language: str) -> str:
    """``V2``, ``V2 and V3``, ``II, V2 and V3``."""
    if len(codes) < 2:
        return "".join(codes)
    last = sentence("ecg_map_and", {"first": ", ".join(codes[:-1]), "last": codes[-1]}, language)
    return last
