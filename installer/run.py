#!/usr/bin/env python3
"""Set up TriageLens and run it: ``python3 installer/run.py app | test | setup | audit``.

Standard library only, for Linux, Windows and macOS. It finds a Python of 3.11 or newer, makes ``.venv`` at the root of the
project, installs exactly the versions named in ``pyproject.toml``, each file checked against the hashes in ``installer/locks``,
and remembers that it did, so that the next start goes straight on. It has to be readable by an older Python, which only looks
for a newer one here.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Iterable, NoReturn, Sequence  # noqa: UP035  (an older Python has to read this too)

ROOT = Path(__file__).resolve().parent.parent
VENV = Path(os.environ.get("TRIAGELENS_VENV", ROOT / ".venv"))
OLDEST = (3, 11)
SETUPTOOLS = "setuptools==80.9.0"
LOCKS = ROOT / "installer" / "locks"
LOCKED_SYSTEMS = (("linux", "x86_64"), ("linux", "aarch64"), ("win32", "AMD64"), ("darwin", "arm64"))
LOCKED_BEFORE = (3, 15)
PARTS_LIST = "triagelens.cdx.json"
PICTURE = "triagelens.png"
NEEDED_GB = 4
TORCH_INDEX_VARIABLE = "TRIAGELENS_TORCH_INDEX"

QT_LIBRARIES: dict[str, str] = {
    "libgl1": "GL",
    "libegl1": "EGL",
    "libxkbcommon-x11-0": "xkbcommon-x11",
    "libxcb-cursor0": "xcb-cursor",
    "libxcb-icccm4": "xcb-icccm",
    "libxcb-keysyms1": "xcb-keysyms",
    "libxcb-image0": "xcb-image",
    "libxcb-randr0": "xcb-randr",
    "libxcb-render-util0": "xcb-render-util",
    "libxcb-shape0": "xcb-shape",
    "libxcb-xkb1": "xcb-xkb",
    "libx11-xcb1": "X11-xcb",
    "libdbus-1-3": "dbus-1",
    "libfontconfig1": "fontconfig",
    "libgssapi-krb5-2": "gssapi_krb5",
    "libglib2.0-0": "glib-2.0",
}
"""What the window needs from the system: Debian package, and the library's name elsewhere."""
KOREAN_FONT = "fonts-noto-cjk"
RENAMED_T64 = ("libglib2.0-0",)
"""Packages that carry ``t64`` at the end since the 64-bit time change of Debian 13 and Ubuntu 24.04."""

REASONS: Sequence[tuple[str, str]] = (
    (
        r"DO NOT MATCH THE HASHES",
        "A package is not the file this version was built with, and was not installed. Try again; if it stays so, tell IT.",
    ),
    (
        r"No space left|Errno 28|not enough space",
        "The disk is full. Free some space ({gb} GB are needed) and start again.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED|SSLError",
        "The package server's certificate was not accepted. Ask IT for the hospital's certificate.",
    ),
    (
        r"name resolution|getaddrinfo|Network is unreachable|NewConnectionError|ConnectTimeout|Read timed out|ProxyError"
        r"|Connection refused|ConnectionError|Connection broken|ConnectionResetError",
        "The package server cannot be reached. Check the network or the proxy, and start again: what is done is kept.",
    ),
    (r"Permission denied|Errno 13", "A file could not be written. Start again as the owner of this folder."),
    (
        r"No matching distribution found for (?P<what>\S+)",
        "{what} is not offered for this Python ({python}) on this system.",
    ),
)
"""What pip says when it fails, and how to say it to people; the first that fits counts."""


def main(argv: Sequence[str]) -> int:
    """Run one command; returns its exit status."""
    args, rest = parse(argv)
    if sys.version_info < OLDEST:
        return subprocess.call([*find_python(), str(Path(__file__).resolve()), *argv])
    system_packages()
    set_up(args, tests=args.command == "test")
    if args.command == "app":
        return open_window(rest)
    if args.command == "test":
        return run_tests(rest)
    if args.command == "audit":
        return subprocess.call([str(venv_python()), str(ROOT / "installer" / "audit.py"), *rest])
    say(f"Ready. Python of the program: {venv_python()}")
    if args.cuda:
        say(device_words())
    return 0


def parse(argv: Sequence[str]) -> tuple[argparse.Namespace, list[str]]:
    """The command line; everything behind ``--``, or not known here, goes to the program or to pytest."""
    parser = argparse.ArgumentParser(
        prog="run.py",
        description="Sets TriageLens up and runs it.",
        epilog="Whatever follows -- goes to the program or to pytest.",
    )
    what = "open the window, run the tests, only set up, or check what is installed"
    parser.add_argument("command", choices=("app", "test", "setup", "audit"), help=what)
    parser.add_argument("--cuda", action="store_true", help="take the build of torch for an NVIDIA card (Linux)")
    parser.add_argument(
        "--torch-index",
        metavar="URL",
        default=os.environ.get(TORCH_INDEX_VARIABLE),
        help=f"further package index that offers builds of torch (or set {TORCH_INDEX_VARIABLE})",
    )
    before, after = split_at_dashes(argv)
    args, unknown = parser.parse_known_args(before)
    return args, [*unknown, *after]


def split_at_dashes(argv: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before and behind the first ``--``."""
    words = list(argv)
    at = words.index("--") if "--" in words else len(words)
    return words[:at], words[at + 1 :]


def say(text: str) -> None:
    """One line to the user, at once."""
    print(text, flush=True)


def stop(text: str) -> NoReturn:
    """Say why it cannot go on, and end."""
    print(text, file=sys.stderr, flush=True)
    raise SystemExit(1)


# ---------------------------------------------------------------------------------------------------- finding Python


def python_candidates() -> list[list[str]]:
    """Commands that may start a newer Python, the best proven version first."""
    names = [[f"python3.{minor}"] for minor in (13, 12, 11)]
    return [*names, ["py", "-3"], ["python3"], ["python"]] if os.name == "nt" else [*names, ["python3"]]


def find_python() -> list[str]:
    """The command of a Python that is new enough; ends with a sentence where there is none."""
    for command in python_candidates():
        if shutil.which(command[0]) and version_of(command) >= OLDEST:
            return command
    stop(
        f"TriageLens needs Python {OLDEST[0]}.{OLDEST[1]} or newer; this is {platform.python_version()}. Please install one."
    )


def version_of(command: Sequence[str]) -> tuple[int, ...]:
    """Major and minor version of the Python that ``command`` starts; empty where it does not start."""
    try:
        code = "import sys; print(*sys.version_info[:2])"
        answer = subprocess.run([*command, "-c", code], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return ()
    return tuple(int(part) for part in answer.stdout.split())


# --------------------------------------------------------------------------------------------------- system packages


def system_packages() -> None:
    """Install, or at least name, the system libraries that are missing (Linux only)."""
    if platform.system() != "Linux":
        return
    release = os_release(Path("/etc/os-release"))
    if not is_debian(release):
        missing = missing_libraries()
        if missing:
            say(
                f"The window may need these libraries, which were not found: {', '.join(missing)}. Please install them."
            )
        return
    missing = missing_packages(wanted_packages(release), installed_packages())
    if missing:
        install_packages(missing)


def os_release(path: Path) -> dict[str, str]:
    """``/etc/os-release`` as a dictionary, empty where there is none."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {key.strip(): value.strip().strip("\"'") for key, value in pairs}


def is_debian(release: dict[str, str]) -> bool:
    """Whether packages come by apt: Debian, Ubuntu and those like them."""
    family = f"{release.get('ID', '')} {release.get('ID_LIKE', '')}".split()
    return bool({"debian", "ubuntu"} & set(family)) and shutil.which("dpkg-query") is not None


def has_t64(release: dict[str, str]) -> bool:
    """Whether this release renamed libraries for 64-bit time."""
    first = {"ubuntu": 24.04, "debian": 13.0}.get(release.get("ID", ""))
    version = re.match(r"\d+(\.\d+)?", release.get("VERSION_ID", ""))
    return first is not None and version is not None and float(version.group()) >= first


def wanted_packages(release: dict[str, str]) -> list[str]:
    """Debian packages the program needs on this release: libraries, a Korean font, and venv where Python lacks it."""
    t64 = has_t64(release)
    names = [f"{name}t64" if t64 and name in RENAMED_T64 else name for name in QT_LIBRARIES]
    return [*names, KOREAN_FONT, *venv_package()]


def venv_package() -> list[str]:
    """The package that lets this Python make environments, where it cannot yet."""
    able = importlib.util.find_spec("venv") is not None and importlib.util.find_spec("ensurepip") is not None
    return [] if able or VENV.exists() else [f"python3.{sys.version_info[1]}-venv"]


def installed_packages() -> list[str]:
    """Names of the Debian packages that are installed."""
    query = ["dpkg-query", "--show", "--showformat", "${db:Status-Status} ${Package}\\n"]
    listed = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    return [line.split(" ", 1)[1] for line in listed if line.startswith("installed ")]


def missing_packages(wanted: Iterable[str], installed: Iterable[str]) -> list[str]:
    """Those of ``wanted`` that are not installed under either of their names."""
    present = {name[:-3] if name.endswith("t64") else name for name in installed}
    return [name for name in wanted if (name[:-3] if name.endswith("t64") else name) not in present]


def missing_libraries() -> list[str]:
    """Names of the libraries the loader does not find, on a Linux without apt."""
    from ctypes.util import find_library

    return [f"lib{name}" for name in QT_LIBRARIES.values() if find_library(name) is None]


def install_packages(missing: Sequence[str]) -> None:
    """Install Debian packages as root or by sudo without a password; else say which command to run."""
    install = ["apt-get", "install", "--yes", "--no-install-recommends", *missing]
    prefix = privilege()
    if prefix is None or shutil.which("apt-get") is None:
        say(f"These system packages are missing: {' '.join(missing)}\nPlease run:  sudo {' '.join(install)}")
        return
    say(f"Installing system packages: {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update"], install):
        if subprocess.call([*prefix, *command], stdout=subprocess.DEVNULL, env=environment) != 0:
            say(f"That did not work. Please run:  sudo apt-get update && sudo {' '.join(install)}")
            return


def privilege() -> list[str] | None:
    """What to put before a command to run it as root; None where that needs a password."""
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        return []
    if shutil.which("sudo") and subprocess.call(["sudo", "-n", "true"], stderr=subprocess.DEVNULL) == 0:
        return ["sudo", "-n"]
    return None


# ------------------------------------------------------------------------------------------------- the environment


def venv_python() -> Path:
    """Python of the environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def pins(pyproject: Path, group: str) -> list[str]:
    """Exact requirements of ``pyproject``: those of the program (``run``), or of the extra ``group``."""
    import tomllib

    project = tomllib.loads(pyproject.read_text(encoding="utf-8"))["project"]
    found: list[str] = project["dependencies"] if group == "run" else project["optional-dependencies"][group]
    return list(found)


def stamp_of(requirements: Sequence[str], torch: str) -> str:
    """Hash of everything that decides what an installed environment holds."""
    hashes = [path.read_text(encoding="utf-8") for path in sorted(LOCKS.glob("*.txt"))]
    facts = [sorted(requirements), list(sys.version_info[:2]), platform.machine(), torch, SETUPTOOLS, hashes]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def read_stamps() -> dict[str, str]:
    """What earlier runs noted of the environment; empty where there is none, or none that can be read."""
    try:
        noted: dict[str, str] = json.loads((VENV / "triagelens-stamps.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return noted if venv_python().exists() else {}


def set_up(args: argparse.Namespace, tests: bool) -> None:
    """Bring the environment to the state ``pyproject.toml`` asks for; nothing is done where it is there already.

    The program in it is this folder's own: one that was made for another folder, or before this one was moved, is led here.
    """
    noted = read_stamps()
    torch = torch_build(args.cuda, noted.get("torch"))
    groups = ("run", "test") if tests else ("run",)
    wanted = {group: pins(ROOT / "pyproject.toml", group) for group in groups}
    stamps = {group: stamp_of(wanted[group], torch) for group in groups}
    stale = [group for group in groups if noted.get(group) != stamps[group]]
    if not stale and noted.get("root", str(ROOT)) == str(ROOT):
        return
    if stale:
        make_environment()
    if "run" in stale:
        install_torch(wanted["run"], torch, args.torch_index, changed=noted.get("torch") not in (None, torch))
    if stale:
        say("Installing the pinned packages (the first time takes some minutes).")
        install_pinned(stale, [pin for group in stale for pin in wanted[group]])
    pip("install", "--no-deps", "--no-build-isolation", "--editable", str(ROOT))
    kept = {} if "run" in stale and not tests else noted
    now = {**kept, **stamps, "torch": torch, "root": str(ROOT)}
    (VENV / "triagelens-stamps.json").write_text(json.dumps(now), encoding="utf-8")
    write_parts_list()


def is_locked() -> bool:
    """Whether the lists of hashes (``installer/relock.py``) are for this system and this Python."""
    return (sys.platform, platform.machine()) in LOCKED_SYSTEMS and sys.version_info < LOCKED_BEFORE


def without_hashes(pins: Sequence[str], groups: Sequence[str]) -> list[str]:
    """Those pins that no list of the groups has: a version that was changed since the lists were written."""
    texts = [(LOCKS / f"{group}.txt").read_text(encoding="utf-8") for group in (*groups, "torch")]
    listed = re.sub(r"[-_.]+", "-", "\n" + "".join(texts)).lower()
    return [pin for pin in pins if re.sub(r"[-_.]+", "-", f"\n{pin} ").lower() not in listed]


def install_pinned(groups: Sequence[str], pins: Sequence[str]) -> None:
    """Install what the groups need, each file checked against its hash; by version alone where no hash is known."""
    if not is_locked():
        say("No hashes are known for this system and Python: the pinned versions are taken as the server gives them.")
        pip("install", SETUPTOOLS, *pins)
        return
    lists = [word for group in groups for word in ("-r", str(LOCKS / f"{group}.txt"))]
    pip("install", "--no-deps", "--only-binary", ":all:", "--require-hashes", *lists)
    new = without_hashes(pins, groups)
    if new:
        say(f"Without a hash until installer/relock.py is run: {' '.join(new)}")
        pip("install", *new)


def write_parts_list() -> None:
    """Write the bill of materials (CycloneDX) of what is installed now; the program runs without it."""
    if subprocess.call([str(venv_python()), str(ROOT / "installer" / "sbom.py"), str(ROOT / PARTS_LIST)]) != 0:
        say(f"The list of parts, {PARTS_LIST}, could not be written.")


def make_environment() -> None:
    """Make ``.venv``, unless one of this same Python version is there; what is installed in it is then kept."""
    if venv_python().exists() and version_of([str(venv_python()), "-I"]) == sys.version_info[:2]:
        return
    if shutil.disk_usage(ROOT).free < NEEDED_GB * 1e9:
        say(f"Less than {NEEDED_GB} GB are free on this disk; the installation may not fit.")
    say(f"Making the environment in {VENV.name} with Python {platform.python_version()}.")
    if create_environment():
        return
    package = f"python3.{sys.version_info[1]}-venv"
    if is_debian(os_release(Path("/etc/os-release"))):
        install_packages([package])
        if create_environment():
            return
    hint = f" On Debian and Ubuntu:  sudo apt-get install {package}" if platform.system() == "Linux" else ""
    stop(f"This Python cannot make an environment: its venv or ensurepip part is missing.{hint}")


def create_environment() -> bool:
    """Make ``.venv`` anew; False where this Python lacks what it takes."""
    command = [sys.executable, "-m", "venv", "--clear", str(VENV)]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def torch_build(cuda: bool, noted: str | None) -> str:
    """Which build of torch to take: ``cpu`` on Linux without an NVIDIA driver, else ``standard``; once chosen it stays."""
    if cuda:
        return "standard"
    if noted is not None:
        return noted
    driver = Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None
    return "standard" if driver or platform.system() != "Linux" else "cpu"


def install_torch(requirements: Sequence[str], build: str, index: str | None, changed: bool) -> None:
    """Install torch first, in the wanted build; without a CPU build at hand the standard one does as well."""
    pin = next((r for r in requirements if r.startswith("torch==")), None)
    if pin is None:
        return
    if changed:
        pip("uninstall", "--yes", "torch")
    say(f"Installing {pin} ({build} build).")
    further = ["--extra-index-url", index] if index else []
    if build == "cpu" and pip("install", *further, *torch_words(f"{pin}+cpu", "torch-cpu"), may_fail=True):
        return
    if build == "cpu":
        say("No CPU build of torch that is known is offered here; taking the standard build, which is larger.")
    pip("install", *further, *torch_words(pin, "torch"))


def torch_words(pin: str, name: str) -> list[str]:
    """How pip is told to install a build of torch: by the list of hashes ``name``, else by its version."""
    path = LOCKS / f"{name}.txt"
    listed = is_locked() and path.exists() and f"{pin} \\\n" in path.read_text(encoding="utf-8")
    return ["--no-deps", "--only-binary", ":all:", "--require-hashes", "-r", str(path)] if listed else [pin]


def pip(*arguments: str, may_fail: bool = False) -> bool:
    """Run pip in the environment, showing what it collects; where it fails, say why in words and end.

    With ``may_fail`` a version that is not on offer, or is offered in another file than is known, returns False instead.
    """
    command = [str(venv_python()), "-m", "pip", "--disable-pip-version-check", "--no-input", *arguments]
    output: list[str] = []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT) as process:
        for line in process.stdout or ():
            output.append(line.rstrip())
            report(line, output)
    if process.returncode == 0:
        return True
    if may_fail and re.search("No matching distribution found|DO NOT MATCH THE HASHES", "\n".join(output)):
        return False
    stop(explain(output))


def report(line: str, output: Sequence[str]) -> None:
    """Show what of pip's output tells a user that it goes on: packages, and the first sign of a server that is slow."""
    if line.startswith("Collecting "):
        say(f"  {line.split()[1]}")
    elif line.startswith("WARNING: Retrying") and not any(o.startswith("WARNING: Retrying") for o in output[:-1]):
        say("  The package server does not answer; trying again.")


def explain(output: Sequence[str]) -> str:
    """The end of pip's output, with a sentence that says what to do."""
    text = "\n".join(output)
    tail = "\n".join(f"  | {line}" for line in output[-12:])
    for pattern, sentence in REASONS:
        found = re.search(pattern, text)
        if found:
            named = found.groupdict()
            reason = sentence.format(gb=NEEDED_GB, python=platform.python_version(), what=named.get("what", ""))
            return f"{tail}\n{reason}"
    return f"{tail}\nThe installation did not finish; the lines above are pip's own."


# --------------------------------------------------------------------------------------------------------- commands


def has_display() -> bool:
    """Whether a window can be shown here."""
    if platform.system() != "Linux":
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def first_demo() -> Path:
    """The first demonstration patient."""
    folders = sorted(path.parent for path in (ROOT / "resources" / "demo").glob("*/case.json"))
    if not folders:
        stop("No demonstration patient was found in resources/demo.")
    return folders[0]


def device_words() -> str:
    """Whether the program can use an NVIDIA card now, in a sentence."""
    command = [str(venv_python()), "-m", "cdss", "info", "--json", "--device", "cuda"]
    told = subprocess.run(command, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT, check=False).stdout
    device = json.loads(told)["device"] if told else {}
    if device.get("name") == "cuda":
        return "The program computes on the NVIDIA graphics card."
    return f"The program computes on the processor. {device.get('error', '')}".strip()


def open_window(rest: Sequence[str]) -> int:
    """Open the window on the first demonstration patient, or on what was named; without a display, draw its picture."""
    shown = list(rest) or [str(first_demo())]
    command = [str(venv_python()), "-m", "ui", *shown]
    if has_display() or "--screenshot" in shown:
        return subprocess.call(command, cwd=ROOT)
    say("No display here: drawing the window into a picture instead.")
    picture = ROOT / PICTURE
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    status = subprocess.call([*command, "--screenshot", str(picture), "--size", "1600x1000"], cwd=ROOT, env=environment)
    if status == 0:
        say(f"The picture is here: {picture}")
    return status


def run_tests(rest: Sequence[str]) -> int:
    """Run pytest, which also runs the type checker and the linter; its own closing line is the last one.

    Two files of tests at a time, for a process of tests leaves a core idle half of the time; ``-n 0`` behind ``--`` runs one.
    The files come in the order of ``tests/conftest.py``, the longest first, and not in that of the number of their tests.
    Each of them computes on one core: threads of two that wait for the same cores take several times as long.
    """
    environment = {"OMP_NUM_THREADS": "1", **os.environ, "QT_QPA_PLATFORM": "offscreen"}
    command = [str(venv_python()), "-m", "pytest", "-n", "2", "--dist", "loadfile", "--no-loadscope-reorder", *rest]
    return subprocess.call(command, cwd=ROOT, env=environment)


if __name__ == "__main__":
    try:
        raise SystemExit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        raise SystemExit(130) from None
