"""Films against the whole table E.1-1 of DICOM PS3.15 (2026c), as another project keeps it."""

from __future__ import annotations

import io
from datetime import timedelta

import numpy as np
import pytest
from dicomanonymizer.dicomfields_selector import dicom_anonymization_database_selector
from pydicom import DataElement, Dataset, dcmread
from pydicom.datadict import dictionary_VR, keyword_for_tag, tag_for_keyword
from pydicom.dataset import FileMetaDataset
from pydicom.uid import ExplicitVRBigEndian, RLELossless

from cdss.deidentify.dicom_profile import DATES, EMPTIED, NUMBERS, REPLACED_UIDS, TABLES, WORDS, Disguise, clean_film
from tests.cdss.deidentify.planted import FAMILY, KOREAN, PLANTED, film

TABLE = dicom_anonymization_database_selector("dicomfields_2026c")
CONCERNED = {tag for name, tags in TABLE.items() if name != "ALL_TAGS" for tag in tags if len(tag) == 2}
DISGUISE = Disguise(bytes(32), "case-1")
SHIFTED = Disguise(bytes(32), "case-1", timedelta(days=-100))

PLANT = {
    "UI": "1.2.4711.4711",
    "DA": "19600102",
    "DT": "19600102030405",
    "TM": "030405.4711",
    "AS": "066Y",
    "UR": "http://zebulon",
}
TEXTS = {"AE", "CS", "LO", "LT", "PN", "SH", "ST", "UC", "UT"}


def cleaned(dataset, disguise=DISGUISE):
    stream = io.BytesIO()
    dataset.save_as(stream, enforce_file_format=True)
    made = clean_film(dcmread(io.BytesIO(stream.getvalue())), disguise)
    return dcmread(io.BytesIO(made.content)), made


def in_table(name):
    tag = tag_for_keyword(name)
    return (tag >> 16, tag & 0xFFFF) in CONCERNED


def test_the_table_is_a_whole_one():
    assert len(CONCERNED) > 550 and all(in_table(n) for n in ("PatientName", "StudyInstanceUID", "OperatorsName"))


def test_no_attribute_that_is_kept_is_in_the_table():
    assert [name for name in (*NUMBERS, *WORDS, *TABLES) if in_table(name)] == []


def test_what_is_emptied_or_replaced_is_what_the_table_says():
    zero = {keyword_for_tag(tag[0] << 16 | tag[1]) for tag in (*TABLE["Z_TAGS"], *TABLE["Z_D_TAGS"])}
    assert {*EMPTIED, "PatientName", "PatientID", "StudyDate", "StudyTime"} <= zero
    uids = {keyword_for_tag(tag[0] << 16 | tag[1]) for tag in TABLE["U_TAGS"]}
    assert set(REPLACED_UIDS) <= uids


def test_every_attribute_of_the_table_is_gone_emptied_or_replaced():
    """A value is planted in each attribute of the table that is not a sequence or binary, at the top and in an item."""
    made, item, planted = film(), Dataset(), set()
    for tag in sorted(CONCERNED):
        number = tag[0] << 16 | tag[1]
        if tag[0] in (0x0000, 0x0002, 0x6000, 0x5000) or not keyword_for_tag(number):
            continue
        vr = dictionary_VR(number)
        value = "QZPLANT" if vr in TEXTS else PLANT.get(vr)
        if value is not None and keyword_for_tag(number) not in ("SOPClassUID",):
            made.add_new(number, vr, value)
            item.add_new(number, vr, value)
            planted.add(number)
    made.RequestAttributesSequence = [item]
    assert len(planted) > 400
    found, clean = cleaned(made)
    for element in found.iterall():
        assert "QZPLANT" not in str(element.value) and str(element.value) not in PLANT.values(), element
    assert b"QZPLANT" not in clean.content and clean.removed > 800


@pytest.mark.parametrize("disguise", [DISGUISE, SHIFTED])
def test_nothing_planted_is_left_in_any_byte(disguise):
    _, made = cleaned(film(), disguise)
    assert [w for w in (*PLANTED, "20261120", "1.2.3.4711") if w.encode() in made.content] == []
    assert made.content[:128] == bytes(128)


def test_the_picture_and_what_is_needed_to_show_it_are_as_before():
    before = film()
    found, _ = cleaned(film())
    np.testing.assert_array_equal(found.pixel_array.ravel(), np.frombuffer(before.PixelData[:12800], "<u2"))
    assert (found.Modality, found.ViewPosition, found.BodyPartExamined) == ("DX", "PA", "CHEST")
    assert "ImageType" not in found, "one of its values was a name"


def test_compressed_pixels_are_written_as_they_decode():
    before = film()
    before.PixelData = before.PixelData[:12800]
    before.compress(RLELossless)
    found, made = cleaned(before)
    assert not found.file_meta.TransferSyntaxUID.is_compressed
    np.testing.assert_array_equal(found.pixel_array.ravel(), np.frombuffer(film().PixelData[:12800], "<u2"))
    assert FAMILY.encode() not in made.content


def test_a_file_without_its_head_is_cleaned_too_and_a_big_endian_one_is_refused():
    bare = film()
    bare.file_meta = FileMetaDataset()
    assert dcmread(io.BytesIO(clean_film(bare, DISGUISE).content)).PatientID == "case-1"
    turned = film()
    turned.file_meta.TransferSyntaxUID = ExplicitVRBigEndian
    with pytest.raises(ValueError, match="big-endian"):
        clean_film(turned, DISGUISE)


@pytest.mark.parametrize(("signed", "stored"), [(0, [0x0FFF, 0x0001, 0x0800]), (1, [0x07FF, 0x0001, 0xF800])])
def test_an_overlay_in_the_bits_beside_the_picture_does_not_leave(signed, stored):
    made = film()
    values = np.zeros(6400, "<u2")
    values[:3] = np.array(stored, "<u2") & 0x0FFF | 0x5000
    made.BitsStored, made.HighBit, made.PixelRepresentation = 12, 11, signed
    made.PixelData = values.tobytes()
    found, _ = cleaned(made)
    assert list(np.frombuffer(found.PixelData, "<u2")[:4]) == [*stored, 0]


def test_bits_below_the_picture_do_not_leave_either():
    made = film()
    made.BitsStored, made.HighBit = 12, 15
    made.PixelData = np.full(6400, 0xABCD, "<u2").tobytes()
    assert set(np.frombuffer(cleaned(made)[0].PixelData, "<u2")) == {0xABC0}


@pytest.mark.parametrize("name", ["WindowCenter", "RescaleSlope", "KVP", "DistanceSourceToDetector"])
@pytest.mark.parametrize("kind", ["LO", "PN", "SQ"])
def test_what_only_bears_the_name_of_a_number_does_not_leave(name, kind):
    made, item = film(), Dataset()
    item.PatientName = "Xanthippe^Q"
    if name in made:
        del made[name]
    made.add(DataElement(tag_for_keyword(name), kind, [item] if kind == "SQ" else "Xanthippe^Q"))
    found, clean = cleaned(made)
    assert name not in found and b"Xanthippe" not in clean.content


def test_a_class_of_object_that_nobody_knows_becomes_a_picture_of_any_kind():
    made = film()
    made.SOPClassUID = made.file_meta.MediaStorageSOPClassUID = "1.2.410.19600102.1234567"
    found, _ = cleaned(made)
    assert found.SOPClassUID == found.file_meta.MediaStorageSOPClassUID == "1.2.840.10008.5.1.4.1.1.7"
    assert cleaned(film())[0].SOPClassUID == film().SOPClassUID


def test_several_frames_stay_several():
    made = film()
    made.NumberOfFrames, made.PixelData = 2, film().PixelData[:12800] * 2
    found, _ = cleaned(made)
    assert found.NumberOfFrames == 2 and len(found.PixelData) == 25600 and found.pixel_array.shape == (2, 80, 80)


def test_the_same_uid_is_the_same_within_an_export_and_another_in_the_next():
    one, two = cleaned(film())[0], cleaned(film())[0]
    other = cleaned(film(), Disguise(b"x" * 32, "case-2"))[0]
    assert one.StudyInstanceUID == two.StudyInstanceUID != other.StudyInstanceUID
    assert one.StudyInstanceUID.startswith("2.25.") and len(one.StudyInstanceUID) <= 64
    assert one.file_meta.MediaStorageSOPInstanceUID == one.SOPInstanceUID != film().SOPInstanceUID


def test_it_says_that_and_how_identity_was_removed():
    found, _ = cleaned(film())
    assert (found.PatientIdentityRemoved, found.LongitudinalTemporalInformationModified) == ("YES", "REMOVED")
    assert [c.CodeValue for c in found.DeidentificationMethodCodeSequence] == ["113100"]
    assert (found.PatientName, found.PatientID, found.PatientBirthDate) == ("case-1", "case-1", "")
    shifted, _ = cleaned(film(), SHIFTED)
    assert [c.CodeValue for c in shifted.DeidentificationMethodCodeSequence] == ["113100", "113107"]
    assert (shifted.StudyDate, shifted.StudyTime) == ("20260812", "101500")
    assert shifted.LongitudinalTemporalInformationModified == "MODIFIED"


def test_a_date_that_is_none_is_not_kept():
    made = film()
    made.AcquisitionDate, made.StudyDate = "", "20261399"
    found, _ = cleaned(made, SHIFTED)
    assert found.StudyDate == "" and "AcquisitionDate" not in found and set(DATES) & {"StudyDate"}


def test_tables_keep_their_numbers_and_lose_their_words():
    made, item = film(), Dataset()
    item.add_new(0x00283002, "US", [2, 0, 16])
    item.add_new(0x00283006, "US", [5, 9])
    item.LUTExplanation = KOREAN
    made.VOILUTSequence = [item]
    found, _ = cleaned(made)
    assert list(found.VOILUTSequence[0].LUTData) == [5, 9] and "LUTExplanation" not in found.VOILUTSequence[0]


def test_what_the_header_says_of_burned_in_identity_is_told():
    made = film()
    made.BurnedInAnnotation = "YES"
    assert cleaned(made)[1].burned_in == "YES" and cleaned(film())[1].burned_in == ""
