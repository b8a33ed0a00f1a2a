"""Films from PNG and JPEG."""

from __future__ import annotations

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from cdss.core.kinds import Modality, Presence, View
from cdss.readers.case_folder import read_case, read_manifest
from cdss.readers.raster import read_film_raster
from cdss.records.film import display_gray


def film_at(path):
    return read_film_raster(path, path.name).value


def refusal(folder):
    case = read_case(folder)
    assert case.presence(Modality.IMAGE) is Presence.REJECTED
    return {i.code for i in case.issues}


def test_8_bit_png_keeps_every_level(folder, ramp):
    Image.fromarray(ramp(0, 255).astype(np.uint8)).save(folder / "a.png")
    film = film_at(folder / "a.png")
    np.testing.assert_array_equal(film.pixels, ramp(0, 255))
    np.testing.assert_allclose(display_gray(film), ramp(0, 255) / 255, atol=1e-6)
    assert film.view is View.UNKNOWN and film.spacing_mm is None


@pytest.mark.parametrize(("high", "top"), [(65535, 65535), (4000, 4095), (1023, 1023), (90, 255)])
def test_16_bit_png_is_shown_over_the_bits_in_use(folder, ramp, high, top):
    Image.fromarray(ramp(0, high).astype(np.uint16)).save(folder / "a.png")
    film = film_at(folder / "a.png")
    np.testing.assert_array_equal(film.pixels, ramp(0, high))
    assert display_gray(film)[-1, -1] == pytest.approx(high / top, abs=1e-6)


def test_grey_jpeg_in_colour_mode_is_grey(folder, ramp):
    grey = ramp(0, 255).astype(np.uint8)
    Image.fromarray(np.dstack([grey] * 3)).save(folder / "a.jpg", quality=95)
    assert np.abs(film_at(folder / "a.jpg").pixels - grey).mean() < 2


def test_tinted_photograph_is_read_with_a_warning(folder, ramp):
    grey = ramp(60, 200).astype(np.uint8)
    Image.fromarray(np.dstack([grey + 12, grey, grey])).save(folder / "a.png")
    case = read_case(folder)
    assert case.present == (Modality.IMAGE,)
    assert {i.code for i in case.issues} == {"film_tinted"}


def test_colour_picture_is_refused(folder, ramp):
    grey = ramp(0, 255).astype(np.uint8)
    Image.fromarray(np.dstack([grey, 255 - grey, grey])).save(folder / "a.png")
    assert "film_colour" in refusal(folder)


def test_transparent_parts_are_black(folder, ramp):
    grey = ramp(100, 200).astype(np.uint8)
    alpha = np.full_like(grey, 255)
    alpha[:, :10] = 0
    Image.fromarray(np.dstack([grey, alpha]), "LA").save(folder / "a.png")
    pixels = film_at(folder / "a.png").pixels
    assert (pixels[:, :10] == 0).all()
    np.testing.assert_array_equal(pixels[:, 10:], grey[:, 10:])


def test_exif_orientation_turns_the_film_upright(folder, ramp):
    grey = ramp(0, 255).astype(np.uint8)[:70]
    image = Image.fromarray(grey)
    exif = image.getexif()
    exif[0x0112] = 6
    image.save(folder / "a.png", exif=exif)
    np.testing.assert_array_equal(film_at(folder / "a.png").pixels, np.rot90(grey, -1))


def test_tiny_blank_and_truncated_are_refused(folder, ramp):
    grey = ramp(0, 255).astype(np.uint8)
    Image.fromarray(grey[:63]).save(folder / "a.png")
    assert "film_too_small" in refusal(folder)
    Image.fromarray(np.full_like(grey, 9)).save(folder / "a.png")
    assert "film_blank" in refusal(folder)
    Image.fromarray(grey).save(folder / "a.png")
    (folder / "a.png").write_bytes((folder / "a.png").read_bytes()[:200])
    assert "film_pixels_unreadable" in refusal(folder)


def test_a_picture_of_which_only_the_beginning_is_there_is_named_without_its_folder(folder):
    (folder / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (found,) = (i for i in read_case(folder).issues if i.code == "film_pixels_unreadable")
    assert "a.png" in found.text() and str(folder) not in found.text()


@pytest.mark.parametrize("side", [11_000, 60_000])
def test_decompression_bomb_is_refused_before_it_is_unpacked(folder, side):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 999)) + chunk(b"IEND", b"")
    )
    (folder / "a.png").write_bytes(data)
    assert "film_too_large" in refusal(folder)


def test_view_comes_from_the_manifest(folder, ramp):
    Image.fromarray(ramp(0, 255).astype(np.uint8)).save(folder / "a.png")

    def read(view):
        return read_manifest({"case_id": "x", "images": [{"path": "a.png", "view": view}]}, folder)

    assert read("ap").films[0].view is View.AP
    assert read("LL").films[0].view is View.LATERAL
    odd = read("swimmer")
    assert odd.films[0].view is View.UNKNOWN
    assert {i.code for i in odd.issues} == {"film_view_unknown"}


def test_views_that_contradict_each_other_are_named(write_film, ramp, folder):
    write_film(ramp(0, 4095), ViewPosition="PA")
    case = read_manifest({"case_id": "x", "images": [{"path": "film.dcm", "view": "AP"}]}, folder)
    assert case.films[0].view is View.AP
    doubt = next(i for i in case.issues if i.code == "film_views_differ")
    assert "AP" in doubt.text() and "PA" in doubt.text()


def test_all_published_demo_films_are_read(shared_data):
    paths = sorted(p for p in (shared_data / "demo_xrays_ccby").iterdir() if p.suffix in (".jpg", ".png"))
    assert len(paths) == 5
    assert all(film_at(path).pixels.shape[0] > 400 for path in paths)
