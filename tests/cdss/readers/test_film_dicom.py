"""Films from DICOM: pixel values by bit depth, LUT and photometric interpretation; refusals in words."""

from __future__ import annotations

import shutil
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from pydicom import dcmread
from pydicom.data import get_testdata_file
from pydicom.sequence import Sequence
from pydicom.uid import JPEG2000Lossless, RLELossless

from cdss.core.kinds import Modality, Presence, Sex, View
from cdss.readers.case_folder import read_case
from cdss.readers.dicom import read_film_dicom
from cdss.readers.dicom_header import age_years
from cdss.records.film import SpacingKind, display_gray


def film_of(path):
    part = read_film_dicom(path, path.name)
    assert part.value is not None, part.issues
    return part.value


@pytest.mark.parametrize(
    ("bits", "signed", "low", "high"),
    [
        (8, False, 0, 255),
        (8, True, -128, 127),
        (10, False, 0, 1023),
        (12, False, 5, 4095),
        (12, True, -2048, 2047),
        (14, False, 0, 16383),
        (16, False, 0, 65535),
        (16, True, -32768, 32767),
    ],
)
@pytest.mark.parametrize(("slope", "intercept"), [(None, None), (2, -1024), (0.5, 10)])
def test_pixels_follow_bits_sign_and_rescale(write_film, ramp, bits, signed, low, high, slope, intercept):
    stored = ramp(low, high)
    rescale = {} if slope is None else {"RescaleSlope": slope, "RescaleIntercept": intercept, "RescaleType": "US"}
    film = film_of(write_film(stored, bits=bits, signed=signed, **rescale))
    expected = stored * (slope or 1) + (intercept or 0)
    np.testing.assert_allclose(film.pixels, expected, rtol=0, atol=1e-3)
    gray = display_gray(film)
    assert gray[0, 0] == pytest.approx(0.0, abs=1e-6)
    assert gray[-1, -1] == pytest.approx(1.0, abs=1e-6)


def test_unused_high_bits_do_not_reach_the_picture(write_film, ramp):
    stored = ramp(0, 4095)
    film = film_of(write_film(stored | 0x3000, bits=12))
    np.testing.assert_array_equal(film.pixels, stored)


@pytest.mark.parametrize(
    ("function", "center", "width", "at", "gray"),
    [
        ("LINEAR", 2048, 4096, 2047.5, 0.5),
        ("LINEAR", 1000, 101, 949, 0.0),
        ("LINEAR", 1000, 101, 1050, 1.0),
        ("LINEAR_EXACT", 1000, 100, 975, 0.25),
        ("SIGMOID", 1000, 400, 1100, 1 / (1 + np.exp(-1))),
    ],
)
def test_first_window_of_the_file_is_used(write_film, ramp, function, center, width, at, gray):
    path = write_film(ramp(0, 4095), bits=12, WindowCenter=[center, 1], WindowWidth=[width, 2], VOILUTFunction=function)
    film = film_of(path)
    assert (film.window.center, film.window.width, film.window.function) == (center, width, function)
    shown = display_gray(film)
    values = film.pixels.ravel()
    assert np.interp(at, values, shown.ravel()) == pytest.approx(gray, abs=2e-3)


def test_modality_lut_then_voi_lut(write_film, ramp, lut_item):
    stored = ramp(0, 7)
    modality = [10, 20, 30, 40, 50, 60, 70, 80]
    voi = [v * 3 for v in range(256)]
    film = film_of(
        write_film(
            stored,
            ModalityLUTSequence=Sequence([lut_item(0, modality, 16)]),
            VOILUTSequence=Sequence([lut_item(5, voi, 10)]),
        )
    )
    np.testing.assert_array_equal(film.pixels, (np.array(modality)[stored] - 5) * 3)
    assert display_gray(film)[-1, -1] == pytest.approx(225 / 1023, abs=1e-5)


def test_monochrome1_is_inverted_last(write_film, ramp):
    stored = ramp(0, 4095)
    film = film_of(write_film(stored, bits=12, PhotometricInterpretation="MONOCHROME1"))
    assert film.inverted
    np.testing.assert_array_equal(film.pixels, stored)
    assert display_gray(film)[0, 0] == pytest.approx(1.0)


def test_padding_does_not_rule_the_window(write_film, ramp):
    stored = ramp(1000, 3000)
    stored[:20] = 65535
    film = film_of(write_film(stored, PixelPaddingValue=65535))
    kept = film.pixels[20:]
    assert film.window.center - film.window.width / 2 == kept.min()
    assert film.window.center + film.window.width / 2 == 3000


def test_padding_range(write_film, ramp):
    stored = ramp(1000, 3000)
    stored[0, :40], stored[0, 40:] = 0, 20
    film = film_of(write_film(stored, PixelPaddingValue=0, PixelPaddingRangeLimit=20))
    assert film.window.center - film.window.width / 2 > 1000


@pytest.mark.parametrize("syntax", [RLELossless, JPEG2000Lossless])
def test_compressed_equals_uncompressed(write_film, ramp, syntax):
    stored = ramp(0, 4095)
    plain = film_of(write_film(stored, "plain.dcm", bits=12))
    np.testing.assert_array_equal(
        film_of(write_film(stored, "packed.dcm", bits=12, compress=syntax)).pixels, plain.pixels
    )


@pytest.mark.parametrize(
    "name", ["MR_small_jpeg_ls_lossless.dcm", "MR_small_jp2klossless.dcm", "MR_small_RLE.dcm", "MR_small_bigendian.dcm"]
)
def test_real_encodings_decode_to_the_same_pixels(folder, name):
    films = []
    for original in ("MR_small.dcm", name):
        dataset = dcmread(get_testdata_file(original, download=False))
        dataset.Modality = "DX"
        dataset.save_as(folder / original)
        films.append(film_of(folder / original))
    np.testing.assert_array_equal(films[1].pixels, films[0].pixels)
    assert np.ptp(films[0].pixels) > 100


def test_header_facts(write_film, ramp):
    path = write_film(
        ramp(0, 4095),
        bits=12,
        PatientID="P7",
        PatientSex="F",
        PatientAge="018M",
        ViewPosition="AP",
        ImagerPixelSpacing=[0.143, 0.15],
        ImageLaterality="U",
        AcquisitionDate="20261120",
        AcquisitionTime="142233.5",
    )
    part = read_film_dicom(path, "film.dcm")
    film = part.value
    assert (film.view, film.spacing_mm, film.laterality) == (View.AP, (0.143, 0.15), "U")
    assert film.acquired == datetime(2026, 11, 20, 14, 22, 33)
    assert (part.identity.patient_id, part.identity.sex, part.identity.age_years) == ("P7", Sex.FEMALE, 1.5)


@pytest.mark.parametrize(
    ("attributes", "spacing", "kind"),
    [
        ({}, None, None),
        ({"ImagerPixelSpacing": [0.15, 0.2]}, (0.15, 0.2), SpacingKind.DETECTOR),
        ({"PixelSpacing": [0.15, 0.2]}, (0.15, 0.2), SpacingKind.UNSTATED),
        ({"PixelSpacing": [0.15, 0.2], "ImagerPixelSpacing": [0.15, 0.2]}, (0.15, 0.2), SpacingKind.DETECTOR),
        ({"PixelSpacing": [0.15, 0.2], "NominalScannedPixelSpacing": [0.15, 0.2]}, (0.15, 0.2), SpacingKind.DETECTOR),
        ({"PixelSpacing": [0.13, 0.18], "ImagerPixelSpacing": [0.15, 0.2]}, (0.13, 0.18), SpacingKind.CORRECTED),
        (
            {"PixelSpacing": [0.13, 0.18], "PixelSpacingCalibrationType": "GEOMETRY"},
            (0.13, 0.18),
            SpacingKind.GEOMETRY,
        ),
        (
            {"PixelSpacing": [0.15, 0.2], "ImagerPixelSpacing": [0.15, 0.2], "PixelSpacingCalibrationType": "FIDUCIAL"},
            (0.15, 0.2),
            SpacingKind.FIDUCIAL,
        ),
        ({"PixelSpacing": [0.0, 0.2], "ImagerPixelSpacing": [0.15, 0.2]}, (0.15, 0.2), SpacingKind.DETECTOR),
        ({"PixelSpacing": [0.0, 0.2]}, None, None),
    ],
)
def test_spacing_says_where_it_holds(write_film, ramp, attributes, spacing, kind):
    film = film_of(write_film(ramp(0, 4095), bits=12, **attributes))
    assert (film.spacing_mm, film.spacing_kind) == (spacing, kind)


@pytest.mark.parametrize(
    ("stated", "read"),
    [(["L", "F"], ("L", "F")), (["R", "H"], ("R", "H")), (["AL", "F"], ("AL", "F")), (["L"], None), (["X", "F"], None)],
)
def test_sides_of_the_patient_are_read_where_both_are_named(write_film, ramp, stated, read):
    assert film_of(write_film(ramp(0, 4095), bits=12, PatientOrientation=stated)).orientation == read


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("044Y", 44),
        ("81", 81),
        ("006M", 0.5),
        ("010D", 10 / 365.25),
        ("000Y", None),
        ("130Y", None),
        ("", None),
        ("4x", None),
    ],
)
def test_age_string(text, years):
    assert age_years(text) == (None if years is None else pytest.approx(years))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"Modality": "MG"}, "film_other_modality"),
        ({"PhotometricInterpretation": "PALETTE COLOR"}, "film_colour"),
        ({"NumberOfFrames": 2}, "film_several_frames"),
        ({"PixelData": None}, "film_no_pixels"),
        ({"Rows": 0}, "film_too_small"),
        ({"Rows": 60_000, "Columns": 60_000}, "film_too_large"),
        ({"PixelData": b"\0" * 100}, "film_pixels_unreadable"),
        ({"PixelData": b"\x07\0" * 6400}, "film_blank"),
    ],
)
def test_what_is_no_single_grey_film_is_refused(write_film, ramp, folder, change, code):
    write_film(ramp(0, 4095), PatientID="P7", **change)
    case = read_case(folder)
    assert case.presence(Modality.IMAGE) is Presence.REJECTED
    assert code in {i.code for i in case.issues}
    assert case.part_identities[0].patient_id == "P7"


@pytest.mark.parametrize(
    ("name", "word"),
    [("CT_small.dcm", "CT"), ("MR_small.dcm", "MR"), ("examples_rgb_color.dcm", "US"), ("rtdose.dcm", "RTDOSE")],
)
def test_other_modalities_are_refused_by_name(folder, name, word):
    shutil.copy(get_testdata_file(name, download=False), folder / "x")
    case = read_case(folder)
    assert case.presence(Modality.IMAGE) is Presence.REJECTED
    refusal = next(i for i in case.issues if i.code == "film_other_modality")
    assert word in refusal.text("en") and word in refusal.text("ko")


def test_secondary_capture_is_read_with_a_warning(folder):
    shutil.copy(get_testdata_file("image_dfl.dcm", download=False), folder)
    case = read_case(folder)
    assert case.films[0].pixels.shape == (512, 512)
    assert "film_modality_unstated" in {i.code for i in case.issues}


def test_truncated_file_is_refused_and_the_note_goes_on(write_film, ramp, folder):
    path = write_film(ramp(0, 4095))
    path.write_bytes(path.read_bytes()[:900])
    (folder / "note.txt").write_text("chest pain", encoding="utf-8")
    case = read_case(folder)
    assert case.presence(Modality.IMAGE) is Presence.REJECTED
    assert case.present == (Modality.NOTE,)


def test_real_radiograph(shared_data: Path):
    part = read_film_dicom(shared_data / "formats" / "chest_dx_nih.dcm", "chest.dcm")
    assert part.value.pixels.shape == (1024, 1024)
    assert part.value.pixels.max() == 252
    assert (part.identity.patient_id, part.identity.age_years, part.identity.sex) == ("Covid0000", 81.0, Sex.MALE)
    assert display_gray(part.value).max() == pytest.approx(252 / 255, abs=1e-6)


def test_a_lateral_film_that_comes_first_is_not_the_one_assessed(write_film, ramp, folder):
    write_film(ramp(0, 4095), "a-lateral.dcm", bits=12, ViewPosition="LL")
    write_film(ramp(0, 4095), "b-frontal.dcm", bits=12, ViewPosition="AP")
    assert [film.source for film in read_case(folder).films] == ["b-frontal.dcm", "a-lateral.dcm"]
