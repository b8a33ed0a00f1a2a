"""The film guard on real films of the demonstration patients, none of whom it learnt from, and on other pictures."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image, ImageDraw, ImageFont

from cdss.bundle.load import open_bundle
from cdss.core.kinds import Modality, Severity, View
from cdss.core.paths import demo_dir, resources_dir
from cdss.core.sentences import catalogue
from cdss.guards.film import (
    FILM_GUARD,
    REJECTING,
    SCORED,
    SIZE,
    FilmGuard,
    _seen,
    film_guard,
    load_film_guard,
    save_film_guard,
    thumbnail,
)
from cdss.guards.histogram import match_histogram
from cdss.readers.dicom import read_film_dicom
from cdss.readers.film_common import full_window
from cdss.readers.raster import read_film_raster
from cdss.records.film import Film

BUNDLE = resources_dir() / "models" / "cdss-triage"
DEMO_FILMS = sorted(demo_dir().glob("*/image/*.jpg"))


def film_scores(film, guard):
    """The four scores of a film, as the guard forms them before it decides."""
    return guard.scores(match_histogram(_seen(film)))


@pytest.fixture(scope="module")
def guard():
    return load_film_guard(BUNDLE / FILM_GUARD)


@pytest.fixture(scope="module")
def films():
    return [read_film_raster(path, path.name).value for path in DEMO_FILMS]


def codes(film, guard):
    return {found.code for found in film_guard(film, guard)}


def picture(pixels):
    """An 8-bit grey picture as its reader gives it."""
    return Film("picture.png", np.asarray(pixels, np.float32), full_window(0, 255))


def changed(film, change):
    return replace(film, pixels=np.ascontiguousarray(change(film.pixels), dtype=np.float32))


def test_there_are_films_to_look_at():
    assert len(DEMO_FILMS) >= 9


def test_the_films_of_the_demonstration_patients_pass(films, guard):
    assert {film.source: codes(film, guard) for film in films if codes(film, guard)} == {}


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_turned_film_is_named(films, guard, quarters):
    assert all("film_rotated" in codes(changed(f, lambda x: np.rot90(x, quarters)), guard) for f in films)


def test_a_film_upside_down_is_named(films, guard):
    assert all("film_rotated" in codes(changed(f, lambda x: x[::-1]), guard) for f in films)


def test_a_film_with_its_grey_scale_turned_round_is_named(films, guard):
    assert all("film_inverted" in codes(changed(f, lambda x: 255 - x), guard) for f in films)


def test_a_heart_on_the_right_side_is_no_fault(films, guard):
    assert [f.source for f in films if codes(changed(f, lambda x: x[:, ::-1]), guard)] == []


@pytest.mark.parametrize("degrees", [-10, 10])
def test_a_patient_who_leans_is_no_fault(films, guard, degrees):
    def leaning(x):
        return Image.fromarray(x).rotate(degrees, Image.Resampling.BILINEAR)

    assert [f.source for f in films if codes(changed(f, leaning), guard)] == []


def test_borders_and_letters_are_no_fault(films, guard):
    def printed(x):
        framed = np.pad(x, ((40, 20), (30, 60)))
        image = Image.fromarray(framed.astype(np.uint8))
        ImageDraw.Draw(image).text((60, 60), "L PORTABLE", fill=255, font=ImageFont.load_default(30))
        return image

    assert [f.source for f in films if codes(changed(f, printed), guard)] == []


def test_half_a_film_is_named_as_a_part_for_most(films, guard):
    halves = [codes(changed(f, lambda x: x[:, : x.shape[1] // 2]), guard) for f in films]
    assert sum("film_cropped" in found for found in halves) > len(films) / 2


def test_a_negative_stored_as_monochrome1_is_the_same_film(films, guard):
    stored = replace(films[0], pixels=255 - films[0].pixels, inverted=True)
    assert film_scores(stored, guard) == pytest.approx(film_scores(films[0], guard), abs=1e-3)
    assert codes(stored, guard) == set()


def test_a_film_of_many_pixels_is_judged_as_its_small_copy(films, guard):
    large = changed(films[0], lambda x: np.kron(x, np.ones((4, 4))))
    assert large.pixels.shape == (2048, 2048)
    assert film_scores(large, guard) == pytest.approx(film_scores(films[0], guard), abs=0.05)


@pytest.mark.parametrize("gamma", [0.6, 1.6])
def test_exposure_alone_is_no_fault(films, guard, gamma):
    assert [f.source for f in films if codes(changed(f, lambda x: 255 * (x / 255) ** gamma), guard)] == []


def test_a_lateral_film_is_known_by_its_stated_view(films, guard):
    assert codes(replace(films[0], view=View.LATERAL), guard) == {"film_lateral"}
    assert codes(replace(films[0], view=View.AP), guard) == set()


def test_an_empty_film_with_noise_and_a_letter_is_nearly_blank(guard):
    pixels = 90 + np.random.default_rng(1).normal(0, 1.5, (600, 500))
    pixels[20:50, 20:45] = 255
    assert codes(picture(pixels), guard) == {"film_nearly_blank"}
    assert codes(picture(np.full((300, 300), 7.0)), guard) == {"film_nearly_blank"}


def test_a_faint_film_is_not_called_blank(films, guard):
    assert "film_nearly_blank" not in codes(changed(films[0], lambda x: 100 + 0.15 * x), guard)


def test_noise_and_a_page_of_text_are_no_chest_films(guard):
    noise = np.random.default_rng(2).uniform(0, 255, (512, 512))
    page = Image.new("L", (800, 1000), 255)
    font = ImageFont.load_default(18)
    ImageDraw.Draw(page).multiline_text((40, 40), "Chest pain since noon, sweating.\n" * 30, fill=0, font=font)
    assert codes(picture(noise), guard) & REJECTING
    assert codes(picture(page), guard) & REJECTING


def test_photographs_are_no_chest_films(guard):
    from sklearn.datasets import load_sample_images

    for photograph in load_sample_images().images:
        assert codes(picture(Image.fromarray(photograph).convert("L")), guard) & REJECTING


def test_a_slice_of_a_head_is_no_chest_film(guard):
    from pydicom import dcmread
    from pydicom.data import get_testdata_file

    values = dcmread(get_testdata_file("693_J2KI.dcm", download=False)).pixel_array.astype(np.float32)
    whole = Film("ct", values, full_window(float(values.min()), float(values.max())))
    assert codes(whole, guard) & REJECTING


def test_films_of_other_hospitals_pass(shared_data, guard):
    paths = sorted((shared_data / "demo_xrays_ccby").glob("*g"))
    others = [read_film_raster(path, path.name).value for path in paths]
    others.append(read_film_dicom(shared_data / "formats" / "chest_dx_nih.dcm", "dx").value)
    assert len(others) == 6
    assert [f.source for f in others if codes(f, guard)] == []


def test_what_is_found_is_a_warning_about_the_image_that_names_the_file(films, guard):
    (found,) = film_guard(replace(films[0], view=View.LATERAL), guard)
    assert (found.severity, found.modality) == (Severity.WARNING, Modality.IMAGE)
    assert films[0].source in found.text("en")
    assert films[0].source in found.text("ko")


def test_every_code_rejects_and_has_its_sentence():
    assert {"film_lateral", "film_nearly_blank", *SCORED} == REJECTING
    assert set(catalogue()) >= REJECTING


def test_the_bundle_holds_the_guard():
    assert open_bundle(BUNDLE).file(FILM_GUARD).stat().st_size < 400_000


def test_a_guard_survives_its_file(tmp_path, guard, films):
    save_film_guard(guard, tmp_path / FILM_GUARD)
    again = load_film_guard(tmp_path / FILM_GUARD)
    assert np.array_equal(film_scores(films[0], again), film_scores(films[0], guard))
    assert np.array_equal(again.thresholds, guard.thresholds)
    assert again.thresholds.shape == (len(SCORED),)


def made_guard(bias, thresholds):
    """A network of zeros: each score is its bias."""
    zeros = np.zeros
    return FilmGuard(
        (zeros((2, 1, 3, 3), np.float32),),
        (zeros(2, np.float32),),
        zeros((3, 2 * (SIZE // 2) ** 2), np.float32),
        zeros(3, np.float32),
        zeros((4, 3), np.float32),
        np.array(bias, np.float32),
        np.array(thresholds, np.float32),
    )


def test_a_score_counts_only_above_its_threshold(films):
    assert codes(films[0], made_guard([0, 2, 1, 0], [0, 1, 1, 0])) == {"film_rotated"}
    assert codes(films[0], made_guard([-1, 2, 3, 4], [0, 1, 1, 0])) == {"film_rotated", "film_inverted", "film_cropped"}


def test_of_a_strange_picture_nothing_else_is_said(films):
    assert codes(films[0], made_guard([5, 5, 5, 5], [0, 0, 0, 0])) == {"film_not_a_chest"}


def test_the_scores_are_those_of_the_same_network_in_torch(guard, films):
    thumb = thumbnail(films[0].pixels / 255)
    x = torch.from_numpy((thumb - 0.5) * 3)[None, None]
    for kernel, bias in zip(guard.kernels, guard.biases, strict=True):
        x = torch.relu(torch.conv2d(x, torch.from_numpy(kernel), torch.from_numpy(bias), stride=2, padding=1))
    x = torch.relu(torch.from_numpy(guard.hidden) @ x.flatten() + torch.from_numpy(guard.hidden_bias))
    expected = torch.from_numpy(guard.output) @ x + torch.from_numpy(guard.output_bias)
    assert guard.scores(thumb) == pytest.approx(expected.numpy(), abs=1e-3)


def test_a_thumbnail_has_its_border_cut_and_its_greys_on_the_reference(films):
    gray = films[0].pixels / 255
    framed = np.pad(gray, 50)
    assert thumbnail(framed).shape == (SIZE, SIZE)
    assert np.abs(thumbnail(framed) - thumbnail(gray)).mean() < 0.01
    assert thumbnail(gray).mean() == pytest.approx(1 / 1.58, abs=0.08)
