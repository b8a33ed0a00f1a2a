#!/usr/bin/env python3
"""Build the installed program: ``python3 installer/build.py deb | nsis | msi | dmg``, or only its folder, ``bundle``.

``draft`` is the same package as ``deb``, packed in seconds and therefore larger: for tests alone, in ``build/draft``.

Standard library only. It makes an environment of its own in ``build/env`` with what the program needs at run time (by
``run.py``, from the same lists of hashes, torch in its CPU build) and the pinned PyInstaller, has PyInstaller put the program
into one folder by ``cdss.spec``, checks that folder against its budget (``check_bundle.py``), and packs it. The environment is
kept and used again. The folder is made on the system it is for; the installers of Windows are then packed on any system that has
``makensis`` and ``wixl``, with ``--keep-bundle`` around the folder in ``build/bundle/triagelens``.
"""

from __future__ import annotations

import argparse
import datetime
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import check_bundle
import debian
import icons
import macos
import msi
import nsis
from contents import strip_symbols, system_of
from identity import ICON, ID, NAME, PROGRAMS
from parts import PROVENANCE, ROOT, version
from signing import sign

BUILD = ROOT / "build"
ENVIRONMENT = Path(os.environ.get("TRIAGELENS_BUILD_ENV", BUILD / "env"))
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
TOOLS = ROOT / "installer" / "locks" / "build.txt"
BUNDLE = BUILD / "bundle" / "triagelens"
PARTS_LIST = BUILD / "triagelens.cdx.json"
PARTS = ("cdss", "ui", "resources", "installer", "pyproject.toml")
"""What of the checkout goes into the program, or decides what does."""
ICONS = BUILD / "icons"
DIST = ROOT / "dist"
DRAFT = BUILD / "draft"
SYSTEMS = {"deb": "linux", "draft": "linux", "nsis": "win32", "msi": "win32", "dmg": "darwin"}
"""On which system the folder is made that goes into a package."""


def main(argv: Sequence[str]) -> int:
    """Run one command; returns its exit status."""
    parser = argparse.ArgumentParser(prog="build.py", description="Builds the installed program.")
    what = (
        "the folder of the program, or its package for Debian, the same for tests alone, for Windows, for group policy of"
        " Windows, for macOS"
    )
    parser.add_argument("what", choices=("bundle", *SYSTEMS), help=what)
    parser.add_argument("--keep-bundle", action="store_true", help="pack the folder that an earlier run made")
    args = parser.parse_args(argv)
    wanted = SYSTEMS.get(args.what, sys.platform)
    if not (args.keep_bundle and BUNDLE.exists()):
        if wanted != sys.platform:
            return refused(
                f"{args.what} packs what is made on {wanted}. Bring {BUNDLE} and {ICONS} from there, and add --keep-bundle."
            )
        set_up()
        make_bundle()
    if args.keep_bundle and system_of(BUNDLE) != wanted:
        return refused(f"The program in {BUNDLE} is one for {system_of(BUNDLE)}; {args.what} packs one for {wanted}.")
    problems = check_bundle.report(BUNDLE)
    if problems:
        return refused("\n".join(problems))
    packers = {
        **{"bundle": lambda: 0, "deb": make_deb, "draft": make_draft},
        **{"nsis": make_nsis, "msi": make_msi, "dmg": make_dmg},
    }
    return packers[args.what]()


def refused(words: str) -> int:
    """Say why nothing is packed; returns the exit status."""
    print(words, file=sys.stderr)
    return 1


def moment() -> int:
    """The time every file of the package carries, in seconds: ``SOURCE_DATE_EPOCH``, else that of the last commit."""
    set_from_outside = os.environ.get("SOURCE_DATE_EPOCH", "")
    if set_from_outside.isdigit():
        return int(set_from_outside)
    told = _git("log", "-1", "--format=%ct")
    return int(told) if told.isdigit() else 0


def note_provenance() -> None:
    """Write down which commit the program is made of, and whether files differ from it; no commit where git tells none."""
    told = _git("rev-parse", "HEAD")
    known: dict[str, object] = {"commit": None}
    if told:
        changed = _git("status", "--porcelain", "--", *PARTS) != ""
        known = {"commit": told, "date": _git("log", "-1", "--format=%cs"), "changed": changed}
    PROVENANCE.parent.mkdir(exist_ok=True)
    PROVENANCE.write_text(json.dumps(known) + "\n", encoding="utf-8")


def _git(*words: str) -> str:
    """What git says of the program's own folder; empty where it says nothing."""
    try:
        told = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False)
    except FileNotFoundError:
        return ""
    return told.stdout.strip()


def set_up() -> None:
    """Bring the environment of the build to what the lists ask for; nothing is done where it is there already."""
    run = [sys.executable, str(ROOT / "installer" / "run.py"), "setup"]
    subprocess.run(run, check=True, env={**os.environ, "TRIAGELENS_VENV": str(ENVIRONMENT)})
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, "--only-binary", ":all:", "--require-hashes", "-r", str(TOOLS)], check=True)


def make_bundle() -> None:
    """Have PyInstaller make the folder, and take out of it what only debuggers read."""
    note_provenance()
    icons.write(PYTHON, ICONS)
    folders = ["--distpath", str(BUNDLE.parent), "--workpath", str(BUILD / "work")]
    command = [str(PYTHON), "-m", "PyInstaller", str(ROOT / "installer" / "cdss.spec"), "--noconfirm", *folders]
    fixed = {"SOURCE_DATE_EPOCH": str(moment()), "PYTHONHASHSEED": "0"}
    subprocess.run([*command, "--log-level", "WARN"], check=True, cwd=ROOT, env={**os.environ, **fixed})
    if sys.platform == "linux":
        os.link(BUNDLE / "cdss-ui", BUNDLE / "cdss")
    strip_symbols(BUNDLE / "_internal")


def make_icons(folder: Path) -> None:
    """Draw the program's icon in every size that desktops of Linux ask for."""
    scalable = folder / "scalable" / "apps" / f"{ID}.svg"
    scalable.parent.mkdir(parents=True)
    shutil.copyfile(ICON, scalable)
    icons.draw(PYTHON, {size: folder / f"{size}x{size}" / "apps" / f"{ID}.png" for size in icons.SIZES})


def make_parts_list(when: int) -> None:
    """Write the bill of materials of what the environment of the build holds."""
    command = [str(PYTHON), str(ROOT / "installer" / "sbom.py"), str(PARTS_LIST)]
    subprocess.run(command, check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(when)})


def make_deb() -> int:
    """Pack the folder; 1 where the package is above its budget."""
    return told(pack_deb(DIST, debian.ZSTD_LEVEL))


def make_draft() -> int:
    """Pack the folder for tests alone: what is in it is what ``deb`` packs; its size has no budget."""
    shutil.rmtree(DRAFT, ignore_errors=True)
    print(pack_deb(DRAFT, debian.DRAFT_LEVEL))
    return 0


def pack_deb(folder: Path, level: int) -> Path:
    """Lay the package for Debian out and pack it into ``folder``; returns where it is."""
    root, drawn = BUILD / "deb" / "tree", BUILD / "deb" / "icons"
    shutil.rmtree(root.parent, ignore_errors=True)
    make_icons(drawn)
    when = moment()
    make_parts_list(when)
    date = datetime.datetime.fromtimestamp(when, datetime.UTC)
    packages = debian.packages_for(debian.libraries_outside(BUNDLE))
    values = {
        "VERSION": version(),
        "DATE": f"{date:%Y-%m-%d}",
        "LONG_DATE": f"{date:%a, %d %b %Y %H:%M:%S} +0000",
        "DEPENDS": ", ".join(packages),
    }
    debian.lay_out(BUNDLE, drawn, PARTS_LIST, root, values)
    debian.settle(root, when)
    debian.add_control(root, {**values, "INSTALLED_KIB": str(debian.installed_kib(root))})
    debian.settle(root, when)
    out = folder / f"triagelens_{version()}_amd64.deb"
    debian.pack(root, out, when, level)
    return out


def make_nsis() -> int:
    """Make the installer for one user or all of a computer with Windows; programs, installer and uninstaller are signed."""
    out = DIST / f"{NAME}-{version()}-x64-setup.exe"
    sign_programs()
    nsis.pack(BUNDLE, ICONS / "triagelens.ico", out, BUILD / "nsis")
    return told(out)


def make_msi() -> int:
    """Make the package for group policy, signed as well."""
    out = DIST / f"{NAME}-{version()}-x64.msi"
    sign_programs()
    msi.pack(BUNDLE, ICONS / "triagelens.ico", out, BUILD / "msi")
    sign(out)
    return told(out)


def sign_programs() -> None:
    """Sign both programs of a folder for Windows, where there is a certificate."""
    for name in PROGRAMS:
        sign(BUNDLE / f"{name}.exe")


def make_dmg() -> int:
    """Make the disk image for macOS."""
    out = DIST / f"{NAME}-{version()}-arm64.dmg"
    macos.pack(BUNDLE.parent / f"{NAME}.app", out, BUILD / "dmg")
    return told(out)


def told(out: Path) -> int:
    """Say what was made and how large it is; 1 where it is above its budget."""
    problem = check_bundle.package_problem(out.stat().st_size)
    print(problem or f"{out}: {out.stat().st_size / 1e6:.0f} MB")
    return 1 if problem else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
