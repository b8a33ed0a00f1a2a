"""A map over a film in colours: between the network's cells, by its stops, and what is left undrawn."""

from __future__ import annotations

import numpy as np

from cdss.records.film_colours import HEAT, HEAT_AGAINST
from cdss.records.film_heat import colour_table, heat_rgba, upsampled


def test_colour_table_runs_through_its_stops() -> None:
    table = colour_table(((0, 0, 0), (100, 50, 0), (200, 100, 250)))
    assert table.shape == (256, 3)
    assert table[0].tolist() == [0, 0, 0]
    assert table[-1].tolist() == [200, 100, 250]
    assert np.abs(table[128].astype(int) - [100, 50, 1]).max() <= 1


def test_a_point_between_cells_has_their_values_in_proportion() -> None:
    found = upsampled(np.array([[0.0, 1.0], [0.5, -1.0]], np.float32), 8)
    across = np.array([0.0, 0.0, 0.125, 0.375, 0.625, 0.875, 1.0, 1.0])
    np.testing.assert_allclose(found[0], across, atol=1e-6)
    np.testing.assert_allclose(found[7], 0.5 - 1.5 * across, atol=1e-6)
    np.testing.assert_allclose(found[:, 0], 0.5 * across, atol=1e-6)


def test_rows_and_columns_may_differ_and_one_cell_is_the_same_everywhere() -> None:
    found = upsampled(np.array([[0.25, 0.75]], np.float32), 4)
    np.testing.assert_allclose(found, np.tile([0.25, 0.375, 0.625, 0.75], (4, 1)), atol=1e-6)


def test_what_speaks_for_is_red_what_speaks_against_striped_and_blue_and_little_is_not_drawn() -> None:
    tables = colour_table(HEAT), colour_table(HEAT_AGAINST)
    rgba = heat_rgba(np.array([[1.0, -1.0], [0.1, 0.0]], np.float32), tables, 0.6, 0.2).astype(int)
    upper = rgba[:32]
    left, right = upper[:, :32], upper[:, -32:]
    assert (left[..., 0] > left[..., 2]).all() and (left[..., 3] == round(0.6 * 255)).all()
    drawn = right[..., 3] > 0
    assert 0.4 < drawn.mean() < 0.6 and (right[drawn][:, 2] > right[drawn][:, 0]).all()
    assert not rgba[-32:, :32, 3].any()
