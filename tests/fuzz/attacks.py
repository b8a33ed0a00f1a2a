"""Files made to harm, each with the name it is known by. ``python -m tests.fuzz.attacks`` measures their reading."""

from __future__ import annotations

import json
import os
import resource
import struct
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from tests.fuzz.sound import CORPUS

Attack = Callable[[Path], None]

_LAUGHS = 9
_ROWS = 10_000_000
_BOMB_MIB = 256


def _png(width: int, height: int, packed: bytes) -> bytes:
    """A grey PNG that says that it is ``width`` by ``height``, with ``packed`` as its picture."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def _zeros(size: int) -> bytes:
    """``size`` zeros, packed."""
    packer = zlib.compressobj(9)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


def picture_bomb(folder: Path) -> None:
    """3,600 megapixels in a few megabytes."""
    (folder / "film.png").write_bytes(_png(60_000, 60_000, _zeros(64 << 20)))


def deflated_bomb(folder: Path) -> None:
    """A deflated DICOM data set of one megabyte that unpacks to 256."""
    from pydicom.dataset import FileMetaDataset
    from pydicom.filebase import DicomBytesIO
    from pydicom.filewriter import write_file_meta_info
    from pydicom.uid import DeflatedExplicitVRLittleEndian, DigitalXRayImageStorageForPresentation

    meta = FileMetaDataset()
    meta.TransferSyntaxUID = DeflatedExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID, meta.MediaStorageSOPInstanceUID = DigitalXRayImageStorageForPresentation, "1.2.3"
    head = DicomBytesIO()
    head.write(bytes(128) + b"DICM")
    write_file_meta_info(head, meta)
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    body = struct.pack("<HH2sHI", 0x7FE0, 0x0010, b"OB", 0, _BOMB_MIB << 20)
    packed = (
        packer.compress(body) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(_BOMB_MIB)) + packer.flush()
    )
    (folder / "film.dcm").write_bytes(head.getvalue() + packed)


def _changed_film(folder: Path, **values: object) -> None:
    from pydicom import dcmread

    film = dcmread(CORPUS / "dicom" / "film.dcm")
    for name, value in values.items():
        setattr(film, name, value)
    film.save_as(folder / "film.dcm")


def huge_dimensions(folder: Path) -> None:
    """4,295 megapixels by its header, 5,184 by its data."""
    _changed_film(folder, Rows=65_535, Columns=65_535)


def wrong_type(folder: Path) -> None:
    """Rows as words: the type of a value is not the one that the standard fixes."""
    data = (CORPUS / "dicom" / "film.dcm").read_bytes()
    rows = data.index(struct.pack("<HH2s", 0x0028, 0x0010, b"US"))
    (folder / "film.dcm").write_bytes(data[: rows + 4] + b"LO" + data[rows + 6 : rows + 8] + b"ab" + data[rows + 10 :])


def cut_film(folder: Path) -> None:
    """Half of a film."""
    data = (CORPUS / "dicom" / "film.dcm").read_bytes()
    (folder / "film.dcm").write_bytes(data[: len(data) // 2])


def empty_film(folder: Path) -> None:
    """Nothing at all."""
    (folder / "film.dcm").write_bytes(b"")


def laughs(folder: Path) -> None:
    """A billion laughs: entities of entities."""
    entities = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 10}">' for i in range(1, _LAUGHS + 1))
    (folder / "ecg.xml").write_text(
        f'<?xml version="1.0"?><!DOCTYPE AnnotatedECG [<!ENTITY a0 "ha">{entities}]>'
        f"<AnnotatedECG>&a{_LAUGHS};</AnnotatedECG>",
        encoding="utf-8",
    )


def outside_entity(folder: Path) -> None:
    """An entity that is a file of the computer."""
    (folder / "ecg.xml").write_text(
        '<?xml version="1.0"?><!DOCTYPE AnnotatedECG [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
        "<AnnotatedECG>&x;</AnnotatedECG>",
        encoding="utf-8",
    )


def nested_document(folder: Path) -> None:
    """XML, a hundred thousand levels deep."""
    (folder / "ecg.xml").write_text("<AnnotatedECG>" + "<a>" * 100_000, encoding="utf-8")


def nested_bundle(folder: Path) -> None:
    """JSON, a hundred thousand levels deep."""
    (folder / "bundle.json").write_text('{"resourceType": "Bundle", "entry": ' + "[" * 100_000, encoding="utf-8")


def many_rows(folder: Path) -> None:
    """Ten million rows of vital signs."""
    row = b"80,120\n"
    with (folder / "table.csv").open("wb") as stream:
        stream.write(b"heart_rate,sbp\n")
        for _ in range(10):
            stream.write(row * (_ROWS // 10))


def short_rows(folder: Path) -> None:
    """A header of sixty thousand columns above thirty thousand rows of one cell."""
    (folder / "table.csv").write_text("I,II" + "," * 60_000 + "\n" + "1\n" * 30_000, encoding="utf-8")


def blanks(folder: Path) -> None:
    """A column whose name is sixty thousand blanks between two letters."""
    (folder / "table.csv").write_text(f"I{' ' * 60_000}I,II\n1,2\n", encoding="utf-8")


def no_numbers(folder: Path) -> None:
    """NaN and infinity as vital signs."""
    (folder / "table.csv").write_text("heart_rate,sbp,spo2\nNaN,inf,-inf\n1e999,nan,98\n", encoding="utf-8")


def infinite_voltage(folder: Path) -> None:
    """An ECG with infinity in a lead."""
    lines = (CORPUS / "ecg_csv" / "leads.csv").read_text(encoding="utf-8").splitlines()
    lines[9] = ",".join(["inf"] * 12)
    (folder / "leads.csv").write_text("\n".join(lines), encoding="utf-8")


def far_record(folder: Path) -> None:
    """A WFDB header whose signals lie outside the folder."""
    text = (CORPUS / "ecg_wfdb" / "rec.hea").read_text(encoding="utf-8")
    (folder / "rec.hea").write_text(text.replace("rec.dat", "../../rec.dat"), encoding="utf-8")


def endless_record(folder: Path) -> None:
    """A WFDB header that promises 10^12 samples, which are not there."""
    text = (CORPUS / "ecg_wfdb" / "rec.hea").read_text(encoding="utf-8")
    (folder / "rec.hea").write_text(text.replace(" 1300 ", f" {10**12} "), encoding="utf-8")
    (folder / "rec.dat").write_bytes(np.zeros(2600, "<i2").tobytes())


def far_link(folder: Path) -> None:
    """A link to a file outside the folder."""
    outside = folder.parent / "outside.csv"
    outside.write_text("heart_rate,sbp\n80,120\n", encoding="utf-8")
    (folder / "table.csv").symlink_to(outside)


def pipe(folder: Path) -> None:
    """A named pipe, which gives whoever reads it nothing, for ever."""
    os.mkfifo(folder / "table.csv")


def mislabelled(folder: Path) -> None:
    """A film under the name of a table."""
    (folder / "table.csv").write_bytes((CORPUS / "dicom" / "film.dcm").read_bytes())


def other_letters(folder: Path) -> None:
    """A table of vital signs in UTF-16 with halves of letters in it."""
    text = "heart_rate,sbp\n80,120\n".encode("utf-16")
    (folder / "table.csv").write_bytes(text + b"\x00\xd8\x00\xd8")


def archive(folder: Path) -> None:
    """A ZIP archive of zeros."""
    import zipfile

    with zipfile.ZipFile(folder / "case.zip", "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("film.dcm", bytes(1 << 26))


def far_attachment(folder: Path) -> None:
    """A FHIR bundle whose note lies outside the folder and whose film lies in the network."""
    urls = {"text/plain": "../../etc/passwd", "image/png": "http://h/x"}
    attachments = [{"contentType": kind, "url": url} for kind, url in urls.items()]
    entries = [
        {"resource": {"resourceType": "Patient", "id": "p"}},
        *(
            {
                "resource": {
                    "resourceType": "DocumentReference",
                    "id": f"d{i}",
                    "status": "current",
                    "content": [{"attachment": attachment}],
                }
            }
            for i, attachment in enumerate(attachments)
        ),
    ]
    bundle = {"resourceType": "Bundle", "type": "collection", "entry": entries}
    (folder / "bundle.json").write_text(json.dumps(bundle), encoding="utf-8")


ATTACKS: dict[str, Attack] = {
    made.__name__: made
    for made in (
        *(picture_bomb, deflated_bomb, huge_dimensions, wrong_type, cut_film, empty_film, laughs, outside_entity),
        *(
            nested_document,
            nested_bundle,
            many_rows,
            no_numbers,
            infinite_voltage,
            far_record,
            endless_record,
            far_link,
        ),
        *(short_rows, blanks, pipe, mislabelled, other_letters, archive, far_attachment),
    )
}


def main() -> None:
    """Print for each attack how long its reading takes and how much memory it takes beyond what was there before."""
    for name, attack in ATTACKS.items():
        child = os.fork()
        if not child:
            _measure(name, attack)
            os._exit(0)
        os.waitpid(child, 0)


def _measure(name: str, attack: Attack) -> None:
    from cdss.readers.case_folder import read_case

    with TemporaryDirectory() as home:
        folder = Path(home) / "case"
        folder.mkdir()
        attack(folder)
        before, started = _most_memory_mib(), time.perf_counter()
        case = read_case(folder)
        taken, more = time.perf_counter() - started, _most_memory_mib() - before
        print(f"{name:20s} {taken:6.2f} s {more:6.0f} MiB  {', '.join(i.code for i in case.issues)}", flush=True)


def _most_memory_mib() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
