"""How often the checks that speak of a disagreement fire, and whether the level is wrong more often where they do."""
