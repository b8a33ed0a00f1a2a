"""The Debian package: lays the bundle out as it lies on a computer, and packs it. Standard library only, and ``dpkg-deb``.

The texts are in ``installer/linux``; ``@NAME@`` in them stands for what only the build knows.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import subprocess
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path

from contents import is_elf
from identity import ID, LINUX, PROGRAMS
from parts import ROOT

CHANGELOG = ROOT / "resources" / "legal" / "CHANGELOG.md"
HOME = "opt/triagelens"
SHARE = "usr/share"

ZSTD_LEVEL = 19
"""The highest that needs no more memory to unpack; it takes minutes more than 15."""
DRAFT_LEVEL = 1
"""Of a package that only tests unpack."""

PACKAGES: dict[str, str] = {
    r"lib(c|m)\.so\.6|lib(mvec|rt|util)\.so\.1|lib(dl|resolv)\.so\.2|libpthread\.so\.0|ld-linux-x86-64\.so\.2": "libc6 (>= 2.34)",
    r"libstdc\+\+\.so\.6": "libstdc++6 (>= 12)",
    r"libgcc_s\.so\.1": "libgcc-s1",
    r"libz\.so\.1": "zlib1g",
    r"libzstd\.so\.1": "libzstd1",
    r"libGL\.so\.1": "libgl1",
    r"libGLX\.so\.0": "libglx0",
    r"libOpenGL\.so\.0": "libopengl0",
    r"libEGL\.so\.1": "libegl1",
    r"libfontconfig\.so\.1": "libfontconfig1",
    r"libfreetype\.so\.6": "libfreetype6",
    r"libdbus-1\.so\.3": "libdbus-1-3",
    r"libglib-2\.0\.so\.0|libgthread-2\.0\.so\.0|libgobject-2\.0\.so\.0|libgio-2\.0\.so\.0": "libglib2.0-0 | libglib2.0-0t64",
    r"libgssapi_krb5\.so\.2": "libgssapi-krb5-2",
    r"libxkbcommon\.so\.0": "libxkbcommon0",
    r"libxkbcommon-x11\.so\.0": "libxkbcommon-x11-0",
    r"libX11\.so\.6": "libx11-6",
    r"libX11-xcb\.so\.1": "libx11-xcb1",
    r"libxcb\.so\.1": "libxcb1",
    r"libxcb-cursor\.so\.0": "libxcb-cursor0",
    r"libxcb-glx\.so\.0": "libxcb-glx0",
    r"libxcb-icccm\.so\.4": "libxcb-icccm4",
    r"libxcb-image\.so\.0": "libxcb-image0",
    r"libxcb-keysyms\.so\.1": "libxcb-keysyms1",
    r"libxcb-randr\.so\.0": "libxcb-randr0",
    r"libxcb-render\.so\.0": "libxcb-render0",
    r"libxcb-render-util\.so\.0": "libxcb-render-util0",
    r"libxcb-shape\.so\.0": "libxcb-shape0",
    r"libxcb-shm\.so\.0": "libxcb-shm0",
    r"libxcb-sync\.so\.1": "libxcb-sync1",
    r"libxcb-util\.so\.1": "libxcb-util1",
    r"libxcb-xfixes\.so\.0": "libxcb-xfixes0",
    r"libxcb-xinput\.so\.0": "libxcb-xinput0",
    r"libxcb-xkb\.so\.1": "libxcb-xkb1",
    r"libwayland-client\.so\.0": "libwayland-client0",
    r"libwayland-cursor\.so\.0": "libwayland-cursor0",
    r"libwayland-egl\.so\.1": "libwayland-egl1",
    r"libdrm\.so\.2": "libdrm2",
}
"""Which package of Debian 12 brings a library; the second name is that of Debian 13 and Ubuntu 24.04."""


class Unknown(Exception):
    """A library that neither the bundle nor a named package brings, or a version that nobody wrote of."""


def packages_for(libraries: Iterable[str]) -> list[str]:
    """The packages that bring the ``libraries``; ``Unknown`` names every one that none does."""
    found = {
        name: next((p for pattern, p in PACKAGES.items() if re.fullmatch(pattern, name)), "") for name in libraries
    }
    strange = sorted(name for name, package in found.items() if not package)
    if strange:
        raise Unknown(f"No package is known that brings {', '.join(strange)}.")
    return sorted(set(found.values()))


def libraries_outside(bundle: Path) -> set[str]:
    """Names of the shared libraries that files of the bundle ask for and the bundle has not."""
    files = [path for path in bundle.rglob("*") if path.is_file() and not path.is_symlink() and is_elf(path)]
    here = {path.name for path in bundle.rglob("*.so*")}
    wanted: set[str] = set()
    for start in range(0, len(files), 100):
        command = ["readelf", "-dW", *map(str, files[start : start + 100])]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        wanted |= set(re.findall(r"\(NEEDED\)\s+Shared library: \[(.+?)\]", told))
    return wanted - here


def filled(text: str, values: Mapping[str, str]) -> str:
    """A template with every ``@NAME@`` in its place; ``KeyError`` for a name that has no value."""
    return re.sub(r"@([A-Z_]+)@", lambda found: values[found.group(1)], text)


def changes(text: str, version: str) -> str:
    """What the list of changes says of a version, as Debian writes it; ``Unknown`` where it says nothing of it."""
    section = re.search(rf"^## \[{re.escape(version)}\].*?$(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    told = re.findall(r"^- (.+)$", section.group(1), re.MULTILINE) if section else []
    if not told:
        raise Unknown(f"The list of changes says nothing of version {version}.")
    return "\n".join(textwrap.fill(one, 78, initial_indent="  * ", subsequent_indent="    ") for one in told)


def lay_out(bundle: Path, icons: Path, parts_list: Path, root: Path, values: Mapping[str, str]) -> None:
    """Put everything below ``root`` where it is installed."""
    shutil.copytree(bundle, root / HOME, symlinks=True, copy_function=os.link)
    for name in PROGRAMS:
        link = root / "usr" / "bin" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(f"/{HOME}/{name}")
        _zip(root / SHARE / "man" / "man1" / f"{name}.1.gz", _text(f"man/{name}.1", values))
    _write(root / SHARE / "applications" / f"{ID}.desktop", _text(f"{ID}.desktop", values))
    _write(root / SHARE / "metainfo" / f"{ID}.metainfo.xml", _text(f"{ID}.metainfo.xml", values))
    _write(root / SHARE / "mime" / "packages" / "triagelens.xml", _text("triagelens-mime.xml", values))
    shutil.copytree(icons, root / SHARE / "icons" / "hicolor")
    documents = root / SHARE / "doc" / "triagelens"
    values = {**values, "CHANGES": changes(CHANGELOG.read_text(encoding="utf-8"), values["VERSION"])}
    _write(documents / "copyright", _text("debian/copyright", values))
    _zip(documents / "changelog.gz", _text("debian/changelog", values))
    _zip(documents / "triagelens.cdx.json.gz", parts_list.read_text(encoding="utf-8"))
    _write(root / SHARE / "lintian" / "overrides" / "triagelens", _text("debian/lintian-overrides", values))


def add_control(root: Path, values: Mapping[str, str]) -> None:
    """Write what the package manager reads."""
    _write(root / "DEBIAN" / "control", _text("debian/control", values))
    for name in ("postinst", "postrm"):
        _write(root / "DEBIAN" / name, _text(f"debian/{name}", values))
        (root / "DEBIAN" / name).chmod(0o755)
    sums = [f"{_md5(path)}  {path.relative_to(root)}\n" for path in _files(root) if "DEBIAN" not in path.parts]
    _write(root / "DEBIAN" / "md5sums", "".join(sums))


def installed_kib(root: Path) -> int:
    """Size of all files below ``root`` in KiB, each rounded up as dpkg does; what has two names counts once."""
    found = {one.st_ino: one.st_size for one in (path.stat() for path in _files(root))}
    return sum(-(-size // 1024) for size in found.values())


def settle(root: Path, moment: int) -> None:
    """Give every file the same time and the rights of its kind, so that the same files make the same package."""
    for path in [root, *root.rglob("*")]:
        if not path.is_symlink():
            runs = path.is_dir() or (os.access(path, os.X_OK) and ".so" not in path.suffixes)
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)


def pack(root: Path, out: Path, moment: int, level: int) -> None:
    """Make the package; ``CalledProcessError`` where dpkg-deb does not."""
    out.parent.mkdir(parents=True, exist_ok=True)
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", f"-z{level}", "--build", str(root), str(out)]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(moment)})


def _files(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*") if path.is_file() and not path.is_symlink())


def _md5(path: Path) -> str:
    import hashlib

    with path.open("rb") as file:
        return hashlib.file_digest(file, "md5").hexdigest()


def _text(name: str, values: Mapping[str, str]) -> str:
    return filled((LINUX / name).read_text(encoding="utf-8"), values)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _zip(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode(), 9, mtime=0))
