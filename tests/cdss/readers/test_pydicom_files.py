"""Every file that comes with pydicom, and the format files at hand: opened, or refused by the sentence that fits.

Two tables. ``AS_THEY_ARE``: what a clinician reads who adds the file. ``CALLED_FILMS``: the same pictures under the name of a
radiograph, so that every transfer syntax and every fault of the pixels is met. Files that pydicom only downloads are not here.
"""

from __future__ import annotations

import warnings
from fnmatch import fnmatch
from pathlib import Path

import pydicom
import pytest
from pydicom import dcmread

from cdss.core.kinds import Modality
from cdss.readers.case_parts import CaseParts, add_ecg, add_film
from cdss.readers.sniff import ECG_KINDS, FILM_KINDS, FileKind, recognise

DATA = Path(pydicom.__file__).parent / "data"

AS_THEY_ARE: dict[str, tuple[str, ...]] = {
    "film_other_modality": (
        "693_J2KI.dcm", "CT_small.dcm", "J2K_pixelrep_mismatch.dcm", "UN_sequence.dcm", "priv_SQ.dcm", "no_meta_group_length.dcm",
        "ExplVR_BigEnd.dcm", "ExplVR_BigEndNoMeta.dcm", "ExplVR_LitEndNoMeta.dcm", "JPEG-lossy.dcm", "JPEG2000*.dcm",
        "JPGExtended.dcm", "MR_*.dcm", "badVR.dcm", "examples_*.dcm", "liver_*.dcm", "reportsi*.dcm", "rt*.dcm", "test-SR.dcm",
        "77654033/CT2/*", "98892001/*", "98892003/*", "TINY_ALPHA/PT000000/*", "chrSQEncoding*.dcm",
    ),
    "film_colour": ("GDCMJ2K_TextGBR.dcm", "SC_*.dcm"),
    "film_too_small": (
        "JPEGLSNearLossless_*.dcm", "77654033/CR*", "chrArab.dcm", "chrFren*.dcm", "chrGerm.dcm", "chrGreek.dcm", "chrH*.dcm",
        "chrI2.dcm", "chrRuss.dcm", "chrX*.dcm",
    ),
    "film_no_pixels": ("empty_charset_LEI.dcm", "chrJapMulti*.dcm", "chrKoreanMulti.dcm"),
    "film_pixels_undescribed": ("meta_missing_tsyntax.dcm", "nested_priv_SQ.dcm"),
    "dicom_directory": ("DICOMDIR*", "TINY_ALPHA/DICOMDIR"),
    "opened as a film": ("image_dfl.dcm",),
    "opened as an ECG": ("waveform_ecg.dcm",),
    "not recognised": ("no_meta.dcm", "crayons.icc", "*.json", "*.gz"),
    "text": ("*.txt", "*.dump", "TINY_ALPHA/README"),
}  # fmt: skip
"""``no_meta.dcm`` has a stray byte before its first attribute. Whether a text is a clinical note is another guard's question."""

CALLED_FILMS: dict[str, str] = {
    "CT_small.dcm": "128 x 128, -896 to 1167",  # explicit VR, little endian
    "MR_small_implicit.dcm": "64 x 64, 127 to 2145",
    "MR_small_bigendian.dcm": "64 x 64, 127 to 2145",
    "MR_small_expb.dcm": "64 x 64, 127 to 2145",
    "MR_small_RLE.dcm": "64 x 64, 127 to 2145",
    "MR_small_jp2klossless.dcm": "64 x 64, 127 to 2145",
    "MR_small_jpeg_ls_lossless.dcm": "64 x 64, 127 to 2145",
    "MR_small_padded.dcm": "64 x 64, 127 to 2145",  # more bytes than pixels
    "image_dfl.dcm": "512 x 512, 0 to 255",  # deflated
    "693_J2KI.dcm": "512 x 512, -3995 to 1812",  # JPEG 2000, lossy
    "JPEG2000.dcm": "1024 x 256, -30 to 245",
    "J2K_pixelrep_mismatch.dcm": "512 x 512, -2000 to 1896",
    "liver_1frame.dcm": "512 x 512, 0 to 1",  # one bit a pixel
    "liver_expb_1frame.dcm": "512 x 512, 0 to 1",
    "examples_overlay.dcm": "300 x 484, 0 to 1123",
    "JPEG-lossy.dcm": "film_compression_unknown",  # 12-bit JPEG Extended
    "JPGExtended.dcm": "film_compression_unknown",
    "JPEG2000-embedded-sequence-delimiter.dcm": "film_pixels_unreadable",  # states a width of 3,722,445,056
    "MR_truncated.dcm": "film_pixels_unreadable",
    "JPEGLSNearLossless_08.dcm": "film_too_small",
    "JPEGLSNearLossless_16.dcm": "film_too_small",
    "dicomdirtests/77654033/CR1/6154": "film_too_small",  # MONOCHROME1, 32 x 32
    "rtdose.dcm": "film_several_frames",
    "rtdose_expb.dcm": "film_several_frames",
    "rtdose_rle.dcm": "film_several_frames",
    "rtdose_rle_1frame.dcm": "film_too_small",
    "examples_palette.dcm": "film_colour",
    "examples_rgb_color.dcm": "film_colour",
    "examples_ybr_color.dcm": "film_colour",
    "SC_rgb_rle_2frame.dcm": "film_colour",
    "badVR.dcm": "file_unreadable",  # a number of frames that is none
}


def shipped() -> list[str]:
    """Names of all files in pydicom's folders of test data, relative to them."""
    folders = (DATA / "test_files", DATA / "charset_files")
    files = [p for folder in folders for p in folder.rglob("*") if p.is_file()]
    return sorted(p.relative_to(DATA).as_posix() for p in files if "__pycache__" not in p.parts and p.suffix != ".py")


def outcome(path: Path) -> tuple[str, CaseParts]:
    """What became of one file in the dispatch that a case folder goes through, and all that was read of it."""
    parts, kind = CaseParts(), recognise(path)
    if kind in FILM_KINDS:
        add_film(parts, path.parent, path, path.name)
    elif kind in ECG_KINDS:
        add_ecg(parts, path.parent, path, path.name)
    else:
        return "text" if kind is FileKind.NOTE else "not recognised", parts
    if parts.films or parts.ecgs:
        return "opened as a film" if parts.films else "opened as an ECG", parts
    return parts.issues[0].code, parts


def expected(name: str) -> str:
    own = name.split("/", 1)[1].removeprefix("dicomdirtests/")
    found = [code for code, patterns in AS_THEY_ARE.items() if any(fnmatch(own, p) for p in patterns)]
    assert len(found) == 1, f"{name} stands in the table {len(found)} times"
    return found[0]


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_every_file_of_pydicom_is_opened_or_refused_as_the_table_says():
    names = shipped()
    assert len(names) > 180
    met = {name: outcome(DATA / name)[0] for name in names}
    assert {name: was for name, was in met.items() if was != expected(name)} == {}


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_every_refusal_names_its_file_in_both_languages():
    for name in shipped():
        _, parts = outcome(DATA / name)
        for found in parts.issues:
            assert Path(name).name in found.text("en") and Path(name).name in found.text("ko"), name


@pytest.mark.parametrize("name", CALLED_FILMS)
def test_the_same_pictures_called_films(folder, name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        dataset = dcmread(DATA / "test_files" / name)
        dataset.Modality, dataset.SOPClassUID = "DX", "1.2.840.10008.5.1.4.1.1.1.1"
        dataset.save_as(folder / "x")
        parts = CaseParts()
        add_film(parts, folder, folder / "x", "x")
    if not parts.films:
        assert parts.issues[0].code == CALLED_FILMS[name]
        return
    pixels = parts.films[0].pixels
    shape = " x ".join(map(str, pixels.shape))
    assert f"{shape}, {pixels.min():g} to {pixels.max():g}" == CALLED_FILMS[name]


FORMATS = {
    "chest_dx_nih.dcm": ("opened as a film", ("film_other_modality",)),
    "aecg_subject1_0.xml": ("opened as an ECG", ()),
    "hl7_example_aecg.xml": ("opened as an ECG", ()),
    "philips_1_04.xml": ("opened as an ECG", ()),
    "philips_LICENSE": ("text", ()),
}


@pytest.mark.parametrize("name", FORMATS)
def test_the_format_files_at_hand(shared_data, name):
    was, parts = outcome(shared_data / "formats" / name)
    assert was == FORMATS[name][0]
    assert not {i.code for i in parts.issues} & set(FORMATS[name][1])


def test_nothing_new_stands_in_the_folder_of_format_files(shared_data):
    assert {p.name for p in (shared_data / "formats").iterdir()} == set(FORMATS)


def test_the_opened_film_and_ecg_say_what_they_are():
    _, film = outcome(DATA / "test_files" / "image_dfl.dcm")
    assert film.films[0].pixels.shape == (512, 512) and not film.films[0].inverted
    assert [i.code for i in film.issues] == ["film_modality_unstated"]
    _, ecg = outcome(DATA / "test_files" / "waveform_ecg.dcm")
    assert (ecg.ecgs[0].signal_mv.shape, ecg.ecgs[0].rate_hz, ecg.issues) == ((12, 10_000), 1000.0, [])
    assert ecg.identities[0].modality is Modality.ECG
