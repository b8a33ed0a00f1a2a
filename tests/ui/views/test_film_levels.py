"""The table that windows the film agrees with the definition of ``display_gray`` for every depth and photometric meaning."""

from __future__ import annotations

import numpy as np
import pytest

from cdss.records.film import Film, Window, display_gray
from ui.views.film_geometry import FilmGeometry
from ui.views.film_levels import film_levels
from ui.views.film_window import WINDOW_PRESETS, dragged_window, preset_window

PLAIN = Window(128, 256)


def film(pixels: np.ndarray, window: Window = PLAIN, inverted: bool = False) -> Film:
    return Film("built", pixels.astype(np.float32), window, inverted)


def values(rows: int = 64, columns: int = 64, top: int = 4095) -> np.ndarray:
    return np.random.default_rng(7).integers(0, top + 1, (rows, columns))


@pytest.mark.parametrize("inverted", [False, True])
@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
@pytest.mark.parametrize("top", [255, 4095, 65535])
def test_table_gives_the_greys_of_the_definition(top: int, function: str, inverted: bool) -> None:
    window = Window(top * 0.4, top * 0.3, function)
    made = film(values(top=top), window, inverted)
    levels = film_levels(made)
    shown = levels.table(window, invert=False)[levels.codes[0]]
    expected = np.rint(display_gray(made) * 255.0)
    assert np.abs(shown.astype(int) - expected).max() <= 1
    assert np.mean(shown == expected) > 0.99


def test_user_inversion_comes_last() -> None:
    made = film(values(top=255))
    levels = film_levels(made)
    plain, turned = levels.table(made.window, invert=False), levels.table(made.window, invert=True)
    assert (plain.astype(int) + turned == 255).mean() > 0.99


def test_negative_and_fractional_values_keep_their_order_and_range() -> None:
    made = film(np.linspace(-1000.5, 3000.25, 4096).reshape(64, 64))
    levels = film_levels(made)
    back = levels.offset + levels.step * levels.codes[0].astype(float)
    assert np.abs(back - made.pixels).max() <= levels.step
    assert levels.span == pytest.approx(4000.75, rel=1e-3)


@pytest.mark.parametrize("shape", [(1024, 1024), (1023, 777), (512, 2001)])
def test_pyramid_halves_and_keeps_the_mean(shape: tuple[int, int]) -> None:
    levels = film_levels(film(values(*shape)))
    for coarse, fine in zip(levels.codes[1:], levels.codes[:-1], strict=False):
        assert coarse.shape == (-(-fine.shape[0] // 2), -(-fine.shape[1] // 2))
        assert coarse.mean() == pytest.approx(fine.mean(), rel=0.01)


@pytest.mark.parametrize("inverted", [False, True])
def test_lung_preset_brightens_the_dark_part_of_the_displayed_film(inverted: bool) -> None:
    made = film(np.arange(4096).reshape(64, 64), Window(2048, 4096), inverted)
    levels = film_levels(made)
    lung = next(p for p in WINDOW_PRESETS if p.name == "lung")
    window = preset_window(levels, lung)
    dark = 3300.0 if inverted else 800.0
    place = np.array([[dark]], dtype=np.float32)
    before = display_gray(film(place, made.window, inverted))[0, 0]
    after = display_gray(film(place, window, inverted))[0, 0]
    assert after > before


def test_first_preset_is_the_file_s_own_window() -> None:
    levels = film_levels(film(values(), Window(100, 50, "SIGMOID")))
    assert preset_window(levels, WINDOW_PRESETS[0]) == Window(100, 50, "SIGMOID")


def test_drag_moves_centre_and_width_in_proportion_to_the_range() -> None:
    moved = dragged_window(Window(100.0, 200.0), dx=64.0, dy=-32.0, span=1024.0)
    assert (moved.center, moved.width) == (36.0, 328.0)


def test_drag_never_makes_the_width_zero_or_negative() -> None:
    assert dragged_window(Window(100.0, 200.0), dx=-5000.0, dy=0.0, span=1024.0).width == 1.0
    assert dragged_window(Window(0.5, 1.0, "LINEAR_EXACT"), dx=-5000.0, dy=0.0, span=1.0).width > 0.0


def test_visible_part_covers_the_screen_and_no_more_than_the_film() -> None:
    geometry = FilmGeometry(2048, 1024)
    geometry.fit(400.0, 400.0)
    part = geometry.visible(4, 400.0, 400.0)
    assert part.level == 2
    assert (part.rows, part.columns) == (slice(0, 256), slice(0, 512))
    assert part.target.width() == pytest.approx(400.0)
