"""A minimal Debian in a folder, without Python, to install the package into; needs root and ``debootstrap``.

What a run leaves in the cache (``build/clean-root``, or ``TRIAGELENS_ROOT_CACHE``) the next one uses: the bare system as one
archive, and the packages that apt fetched. ``python3 tests/installer/clean_root.py`` says why there can be none here.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
CACHE = Path(os.environ.get("TRIAGELENS_ROOT_CACHE", REPOSITORY / "build" / "clean-root"))
RELEASE = "bookworm"
TOOLS = ("debootstrap", "chroot", "unshare", "tar")

ENTER = """
mount -t proc proc "$ROOT/proc"
mount --rbind /dev "$ROOT/dev"
mount -t tmpfs tmpfs "$ROOT/dev/shm"
mkdir -p "$ROOT/tmp/.X11-unix"
[ -d /tmp/.X11-unix ] && mount --bind /tmp/.X11-unix "$ROOT/tmp/.X11-unix"
exec chroot "$ROOT" "$@"
"""
"""Run in a name space of its own: what is mounted is gone with the command."""


def missing():
    """Why no such system can be made here; None where it can."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return "only root can make a clean Debian"
    absent = [tool for tool in TOOLS if shutil.which(tool) is None]
    return f"{', '.join(absent)} is not installed here" if absent else None


def main():
    """Make such a system and fetch the lists of packages; 1, and a sentence, where that cannot be done."""
    reason = missing()
    if reason is None:
        with tempfile.TemporaryDirectory() as folder:
            try:
                CleanRoot(Path(folder) / "root").apt("update")
            except (subprocess.CalledProcessError, AssertionError):
                reason = "no packages of Debian can be fetched here"
    if reason is not None:
        print(reason)
    return 0 if reason is None else 1


class CleanRoot:
    """The system in ``folder``."""

    def __init__(self, folder):
        self.folder = folder
        bare = CACHE / f"{RELEASE}-minbase.tar"
        if not bare.exists():
            self._bootstrap(bare)
        folder.mkdir()
        subprocess.run(["tar", "-xpf", str(bare), "-C", str(folder)], check=True)
        self._archives = CACHE / "archives"
        if self._archives.exists():
            shutil.copytree(self._archives, folder / "var/cache/apt/archives", dirs_exist_ok=True)
        shutil.copyfile("/etc/resolv.conf", folder / "etc/resolv.conf")
        (folder / "etc/apt/apt.conf.d/00keep").write_text('APT::Keep-Downloaded-Packages "1";\n', encoding="utf-8")

    def _bootstrap(self, bare):
        made = CACHE / "making"
        shutil.rmtree(made, ignore_errors=True)
        made.mkdir(parents=True)
        subprocess.run(["debootstrap", "--variant=minbase", RELEASE, str(made)], check=True, stdout=subprocess.DEVNULL)
        half = bare.with_suffix(".half")
        subprocess.run(["tar", "-cpf", str(half), "-C", str(made), "."], check=True)
        half.rename(bare)
        shutil.rmtree(made)

    def run(self, *command, network=False, **environment):
        """Run a command in it as root, without a network unless it is asked for; returns what it was and what it said."""
        apart = ["unshare", "--mount", "--pid", "--fork", *([] if network else ["--net"])]
        plain = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "LANG": "C.UTF-8", "ROOT": str(self.folder)}
        return subprocess.run(
            [*apart, "sh", "-ec", ENTER, "sh", *command],
            env={**plain, "DEBIAN_FRONTEND": "noninteractive", **environment},
            capture_output=True,
            text=True,
            check=False,
        )

    def apt(self, *words):
        """Run ``apt-get`` with the network; fetched packages are kept for the next time."""
        strict = ["-o", "APT::Update::Error-Mode=any"]
        answer = self.run("apt-get", "--yes", "--no-install-recommends", *strict, *words, network=True)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        shutil.copytree(
            self.folder / "var/cache/apt/archives",
            self._archives,
            dirs_exist_ok=True,
            ignore=shutil.ignore_patterns("lock", "partial", "triagelens*"),
        )
        return answer.stdout


if __name__ == "__main__":
    raise SystemExit(main())
