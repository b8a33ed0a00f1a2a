"""Names and colours of the five levels as the KTAS publishes them."""

import pytest

from cdss.scoring.triage_levels import TRIAGE_LEVELS, triage_level


def test_ktas_names_and_colours():
    assert [(x.level, x.name("ko"), x.name("en"), x.colour) for x in TRIAGE_LEVELS] == [
        (1, "소생", "Resuscitation", "blue"),
        (2, "긴급", "Emergent", "red"),
        (3, "응급", "Urgent", "yellow"),
        (4, "준응급", "Less urgent", "green"),
        (5, "비응급", "Non-urgent", "white"),
    ]


def test_esi_terms_in_both_languages():
    assert triage_level(5).esi_name("en") == "Nonurgent"
    assert triage_level(4).meaning("en") == "one resource"
    assert triage_level(4).meaning("ko") == "한 가지 자원 필요"


@pytest.mark.parametrize("level", [0, 6])
def test_levels_outside_the_scale_are_refused(level):
    with pytest.raises(ValueError, match="1 to 5"):
        triage_level(level)
