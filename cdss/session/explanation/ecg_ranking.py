"""Which leads and waves the attribution of an ECG lies on: figures that add up to 100 %, and the same in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from cdss.core.figures import signed
from cdss.core.sentences import sentence
from cdss.records.explanation import EcgAttribution, EcgPart
from cdss.session.explanation.waterfall import apportion
from cdss.session.names import name

MOSTLY = 0.5
"""Share from which the strongest wave of a few leads is called what the answer rests on mostly."""

_BESIDE = 0.5
"""A lead is named beside the strongest one from this share of its strength."""

_MOST_NAMED = 3

_TENTHS = 1000
"""Tenths of a percentage point in the whole probability scale."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One bar. ``code``: a lead or wave, empty for the weakest taken together; ``percent``: its shown share.

    ``share`` is the exact one (0-1). ``points``: what it adds to the output in tenths of a percentage point, as shown.
    ``raising``: the part of the bar that raises the output, 0-1. ``count``: leads or waves in it, 0 for a wave that was not
    found.
    """

    code: str
    percent: int
    share: float
    points: int
    raising: float
    count: int = 1


def ranked_leads(found: EcgAttribution) -> tuple[Ranked, ...]:
    """The leads, strongest first. Percentages add up to 100, points to value - base - error as shown.

    Empty where nothing was attributed.
    """
    return _ranked(found, lambda part: part.lead)


def ranked_waves(found: EcgAttribution) -> tuple[Ranked, ...]:
    """The waves, strongest first, figures as for the leads; those that were not found come last, with a count of 0."""
    known = _ranked(found, lambda part: part.wave) if found.by_wave else ()
    return (*known, *(Ranked(wave, 0, 0.0, 0, 0.0, 0) for wave in found.not_found if found.parts))


def gathered(ranked: Sequence[Ranked], most: int) -> tuple[Ranked, ...]:
    """At most ``most`` bars: the weakest become one, so that the percentages still add up to 100."""
    if len(ranked) <= most:
        return tuple(ranked)
    kept, rest = ranked[: most - 1], ranked[most - 1 :]
    percent, points = sum(one.percent for one in rest), sum(one.points for one in rest)
    share = sum(one.share for one in rest)
    raising = sum(one.share * one.raising for one in rest) / share if share > 0 else 0.0
    return (*kept, Ranked("", percent, share, points, raising, len(rest)))


def _ranked(found: EcgAttribution, key: Callable[[EcgPart], str]) -> tuple[Ranked, ...]:
    groups: dict[str, list[EcgPart]] = {}
    for part in found.parts:
        groups.setdefault(key(part), []).append(part)
    shares = {code: sum(part.share for part in group) for code, group in groups.items()}
    if sum(shares.values()) <= 0.0:
        return ()
    order = sorted(groups, key=lambda code: -shares[code])
    percents = apportion([100.0 * shares[code] for code in order], 100)
    effects = [_TENTHS * sum(part.effect for part in groups[code]) for code in order]
    points = apportion(effects, _shown(found.value) - _shown(found.base) - _shown(found.error))
    return tuple(
        Ranked(code, percent, shares[code], point, _raising(groups[code]))
        for code, percent, point in zip(order, percents, points, strict=True)
    )


def _shown(probability: float) -> int:
    """Tenths of a percentage point."""
    return round(_TENTHS * probability)


def _raising(parts: Sequence[EcgPart]) -> float:
    raises, lowers = sum(part.raises for part in parts), sum(part.lowers for part in parts)
    return raises / (raises + lowers) if raises + lowers > 0 else 0.0


def points_words(points: int) -> str:
    """Signed percentage points from tenths: ``+1.2``, ``−0.4``, ``0.0``."""
    return signed(points / 10) if points else "0.0"


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
        "wave": name("wave_words", top.wave, language),
        "leads": _listed([part.lead for part in near], language),
        "percent": f"{100 * share:.0f}",
    }
    return sentence(code, words, language)


def limits_words(found: EcgAttribution, language: str = "en") -> tuple[str, ...]:
    """What the figures do not cover: waves that were not found, beats of another shape, and what the sum misses."""
    said = [sentence("ecg_map_whole", {}, language)]
    if found.by_wave and found.not_found:
        waves = ", ".join(name("wave_words", wave, language) for wave in found.not_found)
        said.append(sentence("ecg_map_not_found", {"waves": waves}, language))
    if found.other_beats:
        said.append(sentence("ecg_map_other_beats", {"count": str(found.other_beats)}, language))
    base, value = (f"{_shown(p) / 10:.1f}" for p in (found.base, found.value))
    figures = {"base": base, "value": value, "error": points_words(_shown(found.error))}
    return (*said, sentence("ecg_map_complete", figures, language))


def _listed(codes: Sequence[str], language: str) -> str:
    """``V2``, ``V2 and V3``, ``II, V2 and V3``."""
    if len(codes) < 2:
        return "".join(codes)
    return sentence("ecg_map_and", {"first": ", ".join(codes[:-1]), "last": codes[-1]}, language)
