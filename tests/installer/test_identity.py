"""What every package says of the program, from its one source; its icons, read back by another program."""

import io
import struct

import pytest
from PIL import Image


@pytest.fixture
def identity(installer):
    return installer("identity")


def test_names_and_sentences_come_from_the_program(identity):
    from cdss.core.kinds import STATUS_SENTENCE

    assert identity.status("en") == STATUS_SENTENCE
    assert identity.status("ko").endswith("의료기기가 아닙니다.")
    assert (identity.said("Name", "en"), identity.said("Name", "ko")) == ("TriageLens", "트리아지렌즈")
    with pytest.raises(KeyError):
        identity.said("Nothing", "en")


def test_file_types_are_those_of_the_list_for_desktops(identity):
    types = {one.extension: one for one in identity.file_types()}
    assert list(types) == [".json", ".dcm", ".hl7"]
    assert types[".dcm"].media_type == "application/dicom"
    assert types[".dcm"].described == {"en": "DICOM image or ECG", "ko": "DICOM 영상 또는 심전도"}


@pytest.mark.parametrize("size", [16, 24, 32, 48, 64, 128, 256])
def test_the_icon_for_windows_holds_every_size_as_it_was_drawn(icon_folder, size):
    with Image.open(icon_folder / "triagelens.ico") as icon:
        assert icon.info["sizes"] == {(s, s) for s in (16, 24, 32, 48, 64, 128, 256)}
        drawn = icon.ico.getimage((size, size)).convert("RGBA")
    with Image.open(icon_folder / f"{size}.png") as picture:
        assert drawn.tobytes() == picture.convert("RGBA").tobytes()
    assert drawn.getpixel((size // 2, 2 * size // 64 + 1))[3] == 255 and drawn.getpixel((0, 0))[3] < 40


def test_the_icon_for_macos_holds_its_sizes(icon_folder):
    data = (icon_folder / "triagelens.icns").read_bytes()
    with Image.open(io.BytesIO(data)) as icon:
        assert {(16, 16, 1), (16, 16, 2), (32, 32, 2), (128, 128, 1), (128, 128, 2), (256, 256, 1)} <= set(
            icon.info["sizes"]
        )
        assert icon.size == (256, 256)
    assert struct.unpack(">4sI", data[:8]) == (b"icns", len(data))
