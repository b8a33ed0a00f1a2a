"""The maps that can be laid over a film, and each of them in words, for those who cannot see the colours."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from cdss.core.figures import percent, signed
from cdss.core.kinds import Modality
from cdss.core.sentences import sentence
from cdss.records.film_map import FilmMap, Peak
from cdss.records.question import Occlusion
from cdss.session.decision.wording import Likelihood, likelihood
from cdss.session.names import finding_name, target_name
from cdss.session.panes import FilmPane

FUSED, OCCLUSION = "fused", "occlusion"
"""Keys of the explained output's Grad-CAM and of its occlusion; findings are keyed by their code."""

AGREE = 0.5
"""Rank correlation from which two methods are said to agree; under it the disagreement is said instead."""


FULL_FROM = 0.66
"""Probability from which a finding's map is drawn in all its colours: "likely" of the scale in ``likelihood``."""

FULL_EFFECT = 0.10
"""Change of the explained output, in probability, from which its map is drawn in all its colours."""

FAINTEST = 0.3
"""Share of the colours that is left to the faintest map: who asks for it shall see it."""


def strength_of(certainty: float, full: float) -> float:
    """The share of the colours, 0.3 to 1, that the peak of a map reaches: in proportion to ``certainty``, all from ``full`` on.

    Every map has its own peak as 1, that of a finding of 6 % too: in full colours it would look like disease. The values
    of the map stay as they are; only how strongly they are drawn follows.
    """
    return min(1.0, max(FAINTEST, certainty / full))


@dataclass(frozen=True, slots=True)
class ShownMap:
    """One map with the name of what it speaks of, the method's name, and the finding's probability in words.

    ``brief``: ``words`` for where there is little room: what the header beside it says already is left out. ``strength``:
    as of ``strength_of``. ``doubtful``: of a finding that is not even possible; it is drawn when it is asked for only.
    """

    key: str
    map: FilmMap
    name: str
    method: str = "Grad-CAM"
    figure: str = ""
    words: str = ""
    brief: str = ""
    strength: float = 1.0
    doubtful: bool = False

    @property
    def signed(self) -> bool:
        """Whether it can speak against."""
        return self.key in (FUSED, OCCLUSION)

    @property
    def title(self) -> str:
        """Its line in the menu."""
        return f"{self.method} · {self.name}   {self.figure}".rstrip()


def shown_maps(pane: FilmPane, language: str, occlusion_name: str) -> tuple[ShownMap, ...]:
    """The findings' maps, the most probable first, then the explained output's, then its occlusion where it was asked for."""
    cam = pane.cam
    found = [] if cam is None else _of_findings(pane, language)
    if cam is not None and cam.fused is not None:
        name = target_name(cam.fused.target, language)
        words, brief = _fused_words(cam.fused, name, language), _fused_brief(cam.fused, language)
        strength = strength_of(abs(cam.fused.effect or 0.0), FULL_EFFECT)
        found.append(ShownMap(FUSED, cam.fused, name, words=words, brief=brief, strength=strength))
    if pane.occlusion is not None:
        name = target_name(pane.occlusion.target, language)
        words, brief = _occlusion_words(pane.occlusion, name, language), _occlusion_brief(pane.occlusion, language)
        strength = strength_of(abs(pane.occlusion.map.effect or 0.0), FULL_EFFECT)
        found.append(
            ShownMap(OCCLUSION, pane.occlusion.map, name, occlusion_name, words=words, brief=brief, strength=strength)
        )
    return tuple(found)


def drawn_unasked(maps: Iterable[ShownMap]) -> tuple[ShownMap, ...]:
    """Those that are printed and filed, where nobody can ask: of the likeliest finding if it is possible, and of the output."""
    maps = tuple(maps)
    possible = [one for one in maps if not one.signed and one.figure and not one.doubtful]
    return (*possible[:1], *(one for one in maps if one.key == FUSED))


def zone_words(peak: Peak, language: str, brief: bool = False) -> str:
    """Side and third: "patient's right, lower third"; "near the midline" where it has no side. ``brief``: "right lower"."""
    return sentence(f"film_zone_brief_{peak.place}" if brief else f"film_zone_{peak.place}", {}, language)


def points(probability: float) -> str:
    """A change of a probability in percentage points, signed, to one decimal; "0.0" has no sign."""
    text = signed(100.0 * probability)
    return text[1:] if text[1:] == "0.0" else text


def _of_findings(pane: FilmPane, language: str) -> list[ShownMap]:
    assert pane.cam is not None
    maps, chances = pane.cam.film_maps, {f.code: f.probability for f in pane.findings}
    order = sorted(maps, key=lambda code: -chances.get(code, -1.0))
    made = []
    for code in order:
        name, chance = finding_name(Modality.IMAGE, code, language), chances.get(code)
        told = chance if maps[code].peak is not None else None
        made.append(
            ShownMap(
                code,
                maps[code],
                name,
                figure="" if chance is None else percent(chance),
                words=_with_chance(_finding_words(maps[code], name, language), told, "film_map_chance", language),
                brief=_with_chance(_finding_brief(maps[code], language), told, "film_map_brief_chance", language),
                strength=1.0 if chance is None else strength_of(chance, FULL_FROM),
                doubtful=chance is not None and doubtful(chance),
            )
        )
    return made


def doubtful(chance: float) -> bool:
    """Whether a finding is so improbable that its map is drawn when it is asked for only: not even "possible"."""
    return likelihood(chance) is Likelihood.NONE_STANDS_OUT


def _with_chance(words: str, chance: float | None, code: str, language: str) -> str:
    """That the map tells where, not how likely, with how likely it is: said first where it is improbable."""
    if chance is None:
        return words
    improbable = doubtful(chance)
    said = sentence(f"{code}_low" if improbable else code, {"figure": percent(chance)}, language)
    return f"{said} {words}" if improbable else f"{words} {said}"


def _finding_words(shown: FilmMap, name: str, language: str) -> str:
    if shown.peak is None:
        return sentence("film_map_finding_nowhere", {"name": name}, language)
    return sentence("film_map_looked", {"name": name, "zone": zone_words(shown.peak, language)}, language)


def _finding_brief(shown: FilmMap, language: str) -> str:
    if shown.peak is None:
        return sentence("film_map_no_area_for", {}, language)
    return sentence("film_map_brief_looked", {"zone": zone_words(shown.peak, language)}, language)


def _fused_words(shown: FilmMap, name: str, language: str) -> str:
    effect = {"name": name, "points": points(shown.effect or 0.0)}
    codes = ("film_map_for", "film_map_against", "film_map_no_area_for", "film_map_too_little")
    return " ".join([sentence("film_map_effect", effect, language), *_sides(shown, name, language, codes)])


def _fused_brief(shown: FilmMap, language: str) -> str:
    effect = sentence("film_map_brief_effect", {"points": points(shown.effect or 0.0)}, language)
    return " · ".join((effect, *_brief_sides(shown, language)))


def _occlusion_words(answer: Occlusion, name: str, language: str) -> str:
    """Whether it agrees comes first: it decides whether the rest may be relied on."""
    codes = ("film_map_covered", "film_map_covered_rises", "film_map_covered_never_falls", "film_map_covered_nowhere")
    return " ".join([_agreement(answer, language), *_sides(answer.map, name, language, codes)])


def _occlusion_brief(answer: Occlusion, language: str) -> str:
    """A disagreement stands alone: where the parts lie is not to be relied on then."""
    if math.isnan(answer.agreement):
        return sentence("film_map_brief_not_compared", {}, language)
    rho = {"rho": _rho(answer.agreement)}
    if answer.agreement < AGREE:
        return sentence("film_map_brief_disagree", rho, language)
    return " · ".join((sentence("film_map_brief_agree", rho, language), *_brief_sides(answer.map, language)))


def _one_zone(shown: FilmMap, language: str) -> str | None:
    """The zone in which both what speaks for and what speaks against is strongest; None where they are two."""
    if shown.peak is None or shown.against is None:
        return None
    zone = zone_words(shown.peak, language)
    return zone if zone == zone_words(shown.against, language) else None


def _brief_sides(shown: FilmMap, language: str) -> tuple[str, ...]:
    if _one_zone(shown, language) is not None and shown.peak is not None:
        zone = zone_words(shown.peak, language, brief=True)
        return (sentence("film_map_brief_one_zone", {"zone": zone}, language),)
    peaks = (("film_map_brief_for", shown.peak), ("film_map_brief_against", shown.against))
    return tuple(
        sentence(code, {"zone": zone_words(peak, language, brief=True)}, language) for code, peak in peaks if peak
    )


def _sides(shown: FilmMap, name: str, language: str, codes: tuple[str, str, str, str]) -> list[str]:
    """Where it speaks for and where against; the last two of ``codes`` where it does the former, or both, nowhere."""
    if (zone := _one_zone(shown, language)) is not None:
        return [sentence("film_map_one_zone", {"zone": zone}, language)]
    params = {"name": name, "points": points(-(shown.effect or 0.0))}
    if shown.peak is not None:
        said = [sentence(codes[0], params | {"zone": zone_words(shown.peak, language)}, language)]
    else:
        said = [sentence(codes[2] if shown.against else codes[3], params, language)]
    if shown.against is not None:
        said.append(sentence(codes[1], {"zone": zone_words(shown.against, language)}, language))
    return said


def _agreement(answer: Occlusion, language: str) -> str:
    if math.isnan(answer.agreement):
        return sentence("film_map_not_compared", {}, language)
    code = "film_map_agree" if answer.agreement >= AGREE else "film_map_disagree"
    return sentence(code, {"rho": _rho(answer.agreement), "patches": str(answer.patches)}, language)


def _rho(agreement: float) -> str:
    return signed(agreement, "{:.2f}")
