"""What a DICOM header says against reading it as a chest film becomes a refusal or a warning; so does what its pixels promise."""

from __future__ import annotations

import struct
from datetime import datetime

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate
from pydicom.sequence import Sequence
from pydicom.uid import (
    MPEG2MPML,
    JPEG2000Lossless,
    JPEGExtended12Bit,
    SecondaryCaptureImageStorage,
    UltrasoundImageStorage,
)

from cdss.core.kinds import Severity, View
from cdss.readers.dicom import read_film_dicom
from cdss.readers.dicom_encoded import encoded_size
from cdss.readers.part import guarded


@pytest.fixture
def read(write_film, ramp):
    """A film with the given attributes, read: the part."""

    def one(**attributes):
        path = write_film(ramp(0, 4095), bits=12, **attributes)
        return guarded(lambda: read_film_dicom(path, path.name), path.name, None)

    return one


def codes(part):
    return [found.code for found in part.issues]


def test_an_ordinary_film_raises_no_doubt(read):
    part = read(
        BodyPartExamined="CHEST", PatientOrientation=["L", "F"], BurnedInAnnotation="NO", PixelSpacing=[0.14, 0.14]
    )
    assert codes(part) == [] and part.value is not None


@pytest.mark.parametrize(
    ("attributes", "code", "words"),
    [
        ({"BurnedInAnnotation": "YES"}, "film_burned_in", "written into the picture"),
        ({"PatientOrientation": ["R", "F"]}, "film_lies_otherwise", "side R is at its right edge and F below"),
        (
            {"PatientOrientation": ["F", "R"], "ViewPosition": "AP"},
            "film_lies_otherwise",
            "side F is at its right edge",
        ),
        ({"PatientOrientation": ["L", "H"]}, "film_lies_otherwise", "and H below"),
        ({"PixelSpacing": [0.2, 0.1]}, "film_pixels_not_square", "height to width 2.00"),
        ({"PixelAspectRatio": ["1", "2"]}, "film_pixels_not_square", "height to width 0.50"),
        ({"BodyPartExamined": "KNEE"}, "film_other_body_part", "KNEE"),
        ({"Modality": "OT", "SOPClassUID": SecondaryCaptureImageStorage}, "film_modality_unstated", "does not say"),
    ],
)
def test_a_doubt_is_said_and_the_film_is_read(read, attributes, code, words):
    part = read(**attributes)
    assert part.value is not None and codes(part) == [code]
    assert words in part.issues[0].text() and part.issues[0].severity is Severity.WARNING
    assert part.issues[0].text("ko") != part.issues[0].text()


def test_drawings_over_the_picture_are_named_and_left_out(write_film, ramp):
    plain = read_film_dicom(write_film(ramp(0, 4095), bits=12), "f").value
    path = write_film(ramp(0, 4095), "drawn.dcm", bits=12)
    from pydicom import dcmread

    dataset = dcmread(path)
    dataset.add_new((0x6000, 0x3000), "OW", b"\xff" * 800)
    dataset.save_as(path)
    part = read_film_dicom(path, "f")
    assert codes(part) == ["film_overlay_left_out"] and part.issues[0].severity is Severity.INFO
    np.testing.assert_array_equal(part.value.pixels, plain.pixels)


@pytest.mark.parametrize(
    ("stated", "sides", "view"),
    [
        (None, ["A", "F"], View.LATERAL),
        (None, ["P", "F"], View.LATERAL),
        (None, ["L", "F"], View.UNKNOWN),
        ("PA", ["A", "F"], View.PA),
    ],
)
def test_front_or_back_at_the_side_is_a_lateral_film_where_no_view_is_stated(read, stated, sides, view):
    attributes = {"PatientOrientation": sides} | ({"ViewPosition": stated} if stated else {})
    assert read(**attributes).value.view is view


@pytest.mark.parametrize(
    ("attributes", "code", "words"),
    [
        ({"PresentationIntentType": "FOR PROCESSING"}, "film_for_processing", "FOR PRESENTATION"),
        ({"PhotometricInterpretation": None}, "film_pixels_undescribed", "PhotometricInterpretation missing"),
        ({"Columns": None, "Rows": None}, "film_pixels_undescribed", "Rows, Columns missing"),
        ({"Modality": "OT", "SOPClassUID": UltrasoundImageStorage}, "film_other_modality", "Ultrasound Image Storage"),
        ({"Modality": "SR"}, "film_other_modality", "SR"),
        ({"DirectoryRecordSequence": Sequence([Dataset()])}, "dicom_directory", "DICOMDIR"),
    ],
)
def test_what_is_no_film_is_refused_with_what_to_do(read, attributes, code, words):
    part = read(**attributes)
    assert part.value is None and codes(part) == [code]
    assert words in part.issues[0].text()
    assert part.identity is not None


@pytest.mark.parametrize(
    ("dates", "years"),
    [
        ({"PatientBirthDate": "19700101", "StudyDate": "20200101", "StudyTime": "120000"}, 50.0),
        ({"PatientBirthDate": "19700101"}, None),
        ({"PatientAge": "033Y", "PatientBirthDate": "19700101", "StudyDate": "20200101", "StudyTime": "1200"}, 33.0),
    ],
)
def test_an_age_that_is_not_stated_follows_from_the_date_of_birth(read, dates, years):
    age = read(**dates).identity.age_years
    assert age == (None if years is None else pytest.approx(years, abs=0.01))


def packed(write_film, ramp, stream, syntax):
    """A film whose pixels are ``stream`` as it stands, declared as ``syntax``."""
    from pydicom import dcmread

    path = write_film(ramp(0, 4095), bits=12)
    dataset = dcmread(path)
    dataset.file_meta.TransferSyntaxUID = syntax
    dataset.PixelData = encapsulate([stream])
    dataset["PixelData"].VR, dataset["PixelData"].is_undefined_length = "OB", True
    dataset.save_as(path)
    return read_film_dicom(path, path.name)


def jpeg_2000(rows, columns):
    return b"\xff\x4f\xff\x51" + struct.pack(">HHIIII", 41, 0, columns, rows, 0, 0) + b"\0" * 40


def jpeg(rows, columns, marker=0xC0):
    tables = b"\xff\xdb" + struct.pack(">H", 67) + b"\0" * 65
    frame = bytes([0xFF, marker]) + struct.pack(">HBHHB", 11, 8, rows, columns, 1) + b"\x01\x11\0"
    return b"\xff\xd8" + tables + b"\xff" + frame + b"\xff\xd9"


@pytest.mark.parametrize(
    ("stream", "size"),
    [
        (jpeg_2000(300, 200), (300, 200)),
        (jpeg(300, 200), (300, 200)),
        (jpeg(300, 200, 0xF7), (300, 200)),
        (jpeg(0, 200), None),
        (jpeg(300, 200)[:40], None),
        (b"\xff\xd8", None),
        (b"\xff\x4f\xff\x51\0", None),
        (b"RLE?", None),
        (b"", None),
    ],
)
def test_the_size_that_a_stream_states(stream, size):
    assert encoded_size(stream) == size


def test_a_picture_that_promises_another_size_is_refused_before_it_is_decoded(write_film, ramp):
    part = packed(write_film, ramp, jpeg_2000(60_000, 60_000), JPEG2000Lossless)
    assert codes(part) == ["film_pixels_unreadable"]
    assert "60000 x 60000, not 80 x 80" in part.issues[0].text()


@pytest.mark.parametrize("syntax", [JPEGExtended12Bit, MPEG2MPML])
def test_a_compression_that_nothing_here_reads_is_named(write_film, ramp, syntax):
    part = packed(write_film, ramp, jpeg(80, 80), syntax)
    assert codes(part) == ["film_compression_unknown"]
    assert syntax.name in part.issues[0].text() and "JPEG 2000" in part.issues[0].text("ko")


def test_the_time_of_a_film_is_read_from_the_study_where_nothing_nearer_is_given(read):
    assert read(StudyDate="20261120", StudyTime="0915").value.acquired == datetime(2026, 11, 20, 9, 15)
