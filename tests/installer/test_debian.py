"""The Debian package: its control file, what it depends on, how it lies on the disk; packed for real where dpkg-deb is."""

import gzip
import os
import shutil
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
LINUX = REPOSITORY / "installer" / "linux"
VALUES = {
    "VERSION": "0.4.0",
    "DATE": "2026-11-22",
    "LONG_DATE": "Sun, 22 Nov 2026 17:00:00 +0000",
    "DEPENDS": "libc6 (>= 2.34), libgl1",
    "INSTALLED_KIB": "12",
}
MOMENT = 1_780_000_000


@pytest.fixture
def debian(installer):
    return installer("debian")


@pytest.fixture
def root(debian, tmp_path):
    """A package's tree around a made-up program."""
    bundle, icons, parts = tmp_path / "bundle", tmp_path / "icons", tmp_path / "parts.json"
    (bundle / "_internal").mkdir(parents=True)
    for name in ("cdss", "cdss-ui"):
        (bundle / name).write_text("#!/bin/sh\n", encoding="utf-8")
        (bundle / name).chmod(0o700)
    (bundle / "_internal" / "data.bin").write_bytes(b"x" * 1025)
    (bundle / "_internal" / "again.bin").symlink_to("data.bin")
    (bundle / "_internal" / "libx.so.1").write_text("no program", encoding="utf-8")
    (bundle / "_internal" / "libx.so.1").chmod(0o755)
    (icons / "scalable" / "apps").mkdir(parents=True)
    (icons / "scalable" / "apps" / "org.triagelens.TriageLens.svg").write_text("<svg/>", encoding="utf-8")
    parts.write_text("{}", encoding="utf-8")
    made = tmp_path / "root"
    debian.lay_out(bundle, icons, parts, made, VALUES)
    debian.add_control(made, VALUES)
    debian.settle(made, MOMENT)
    return made


def _fields(text):
    lines = [line for line in text.splitlines() if line and not line.startswith(" ")]
    return dict(line.split(": ", 1) for line in lines)


def test_a_template_is_filled_and_a_name_without_a_value_is_an_error(debian):
    assert debian.filled("v@VERSION@ of @DATE@, a@b.c", VALUES) == "v0.4.0 of 2026-11-22, a@b.c"
    with pytest.raises(KeyError):
        debian.filled("@NOTHING@", VALUES)


def test_libraries_are_brought_by_named_packages_each_once(debian):
    asked = ["libxcb-cursor.so.0", "libc.so.6", "libm.so.6", "libgthread-2.0.so.0", "libglib-2.0.so.0"]
    assert debian.packages_for(asked) == ["libc6 (>= 2.34)", "libglib2.0-0 | libglib2.0-0t64", "libxcb-cursor0"]


def test_a_library_that_nobody_brings_is_named(debian):
    with pytest.raises(debian.Unknown, match=r"libnobody\.so\.1, libother\.so\.2"):
        debian.packages_for(["libother.so.2", "libc.so.6", "libnobody.so.1"])
    with pytest.raises(debian.Unknown):
        debian.packages_for(["libGLxso.1"])


@pytest.mark.skipif(
    shutil.which("cc") is None or shutil.which("readelf") is None, reason="needs a C compiler and readelf"
)
def test_what_the_bundle_asks_for_and_has_not_is_found_in_its_files(debian, tmp_path):
    source = tmp_path / "x.c"
    source.write_text("#include <math.h>\ndouble f(double a) { return cos(a); }\n", encoding="utf-8")
    bundle = tmp_path / "bundle"
    bundle.mkdir()
    inner, outer = bundle / "libinner.so.1", bundle / "outer.so"
    build = ["cc", "-shared", "-fPIC", str(source), "-Wl,--no-as-needed"]
    subprocess.run([*build, "-Wl,-soname,libinner.so.1", "-o", str(inner)], check=True)
    subprocess.run([*build, str(inner), "-lm", "-o", str(outer)], check=True)
    (bundle / "readme.txt").write_text("libGL.so.1", encoding="utf-8")
    assert debian.libraries_outside(bundle) == {"libm.so.6", "libc.so.6"}


def test_the_control_file_says_what_apt_needs(root):
    fields = _fields((root / "DEBIAN" / "control").read_text(encoding="utf-8"))
    assert fields["Package"] == "triagelens" and fields["Version"] == "0.4.0" and fields["Architecture"] == "amd64"
    assert fields["Depends"] == "libc6 (>= 2.34), libgl1"
    assert fields["Installed-Size"] == "12"
    assert (root / "DEBIAN" / "control").read_text(encoding="utf-8").endswith("device.\n")


def test_the_programs_are_on_the_path_and_lie_below_opt(root):
    for name in ("cdss", "cdss-ui"):
        assert (root / "usr" / "bin" / name).readlink().as_posix() == f"/opt/triagelens/{name}"
        assert (root / "opt" / "triagelens" / name).stat().st_mode & 0o777 == 0o755
        manual = gzip.decompress((root / "usr/share/man/man1" / f"{name}.1.gz").read_bytes()).decode()
        assert manual.startswith(f'.TH {name.upper()} 1 "2026-11-22" "TriageLens 0.4.0"')
    assert (root / "opt/triagelens/_internal/data.bin").stat().st_mode & 0o777 == 0o644
    assert (root / "opt/triagelens/_internal/libx.so.1").stat().st_mode & 0o777 == 0o644
    assert (root / "opt/triagelens/_internal/again.bin").readlink().as_posix() == "data.bin"


def test_the_list_of_changes_is_that_of_this_version(root, debian):
    told = gzip.decompress((root / "usr/share/doc/triagelens/changelog.gz").read_bytes()).decode()
    assert told.startswith("triagelens (0.4.0) stable; urgency=medium\n\n  * Installed like any other program")
    assert "Guards look at each part" not in told
    assert told.endswith("\n\n -- TriageLens contributors <triagelens@localhost>  Sun, 22 Nov 2026 17:00:00 +0000\n")
    lines = told.splitlines()[1:-1]
    assert all(line[:4] in ("", "  * ", "    ") and len(line) <= 78 for line in lines) and "    " in [
        x[:4] for x in lines
    ]


def test_a_version_that_nobody_wrote_of_makes_no_package(debian):
    with pytest.raises(debian.Unknown, match=r"9\.9\.9"):
        debian.changes("## [0.4.0]\n- a\n", "9.9.9")
    with pytest.raises(debian.Unknown):
        debian.changes("## [0.4.0]\n\n## [0.3.0]\n- a\n", "0.4.0")
    assert debian.changes("## [1.0.0]\n### Added\n- a\n- b\n## [0.4.0]\n- c\n", "1.0.0") == "  * a\n  * b"


def test_nothing_is_left_to_fill_in(root):
    texts = [p for p in root.rglob("*") if p.is_file() and p.suffix in {"", ".desktop", ".xml", ".svg"}]
    assert len(texts) > 8
    assert [
        p.name
        for p in texts
        if "@VERSION@" in p.read_text(encoding="utf-8") or "@DATE@" in p.read_text(encoding="utf-8")
    ] == []


def test_every_file_has_the_same_time_and_its_checksum(root):
    files = [p for p in root.rglob("*") if not p.is_symlink()]
    assert {int(p.stat().st_mtime) for p in files} == {MOMENT}
    told = dict(
        reversed(line.split("  ", 1)) for line in (root / "DEBIAN/md5sums").read_text(encoding="utf-8").splitlines()
    )
    assert told["opt/triagelens/_internal/data.bin"] == "41b2b8ce59ecc0c64c9c7ecaae3002c3"
    assert "opt/triagelens/_internal/again.bin" not in told and not any(name.startswith("DEBIAN") for name in told)


def test_installed_size_counts_whole_kibibytes_and_no_link_twice(debian, tmp_path):
    (tmp_path / "a").write_bytes(b"x" * 1025)
    (tmp_path / "b").write_bytes(b"x")
    (tmp_path / "c").symlink_to("a")
    assert debian.installed_kib(tmp_path) == 3


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed here")
def test_the_same_files_make_the_same_package(debian, root, tmp_path):
    first, second = tmp_path / "a.deb", tmp_path / "b.deb"
    debian.pack(root, first, MOMENT, 1)
    debian.pack(root, second, MOMENT, 1)
    assert first.read_bytes() == second.read_bytes()
    listed = subprocess.run(["dpkg-deb", "--contents", str(first)], capture_output=True, text=True, check=True).stdout
    assert "root/root" in listed and "./usr/bin/cdss-ui -> /opt/triagelens/cdss-ui" in listed


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="dpkg-deb is not installed here")
def test_a_package_made_elsewhere_later_in_another_order_is_the_same_byte_for_byte(debian, tmp_path):
    places = {f"_internal/{name}": name.encode() * 700 for name in ("a.so", "b/c.so", "b/d.json", "e.txt")}
    made = []
    for number, order in enumerate((list(places), [*reversed(places)])):
        home = tmp_path / f"build {number}"
        bundle, icons, parts = home / "bundle", home / "icons", home / "parts.json"
        for place in order:
            (bundle / place).parent.mkdir(parents=True, exist_ok=True)
            (bundle / place).write_bytes(places[place])
            (bundle / place).chmod(0o600 if number else 0o664)
            os.utime(bundle / place, (MOMENT + number * 1000, MOMENT - number * 1000))
        for name in ("cdss-ui", "cdss"):
            (bundle / name).write_text("#!/bin/sh\n", encoding="utf-8")
            (bundle / name).chmod(0o755 if number else 0o700)
        (bundle / "_internal" / "link.so").symlink_to("a.so")
        icons.mkdir()
        parts.write_text("{}", encoding="utf-8")
        root = home / "root"
        debian.lay_out(bundle, icons, parts, root, VALUES)
        debian.settle(root, MOMENT)
        debian.add_control(root, VALUES)
        debian.settle(root, MOMENT)
        debian.pack(root, home / "x.deb", MOMENT, 1)
        made.append((home / "x.deb").read_bytes())
    assert made[0] == made[1]


@pytest.mark.skipif(shutil.which("lintian") is None, reason="lintian is not installed here")
def test_debians_own_judge_finds_no_error(debian, root, tmp_path):
    package = tmp_path / "triagelens_0.4.0_amd64.deb"
    debian.pack(root, package, MOMENT, debian.ZSTD_LEVEL)
    command = ["lintian", "--allow-root", "--fail-on", "error,warning", str(package)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed here")
def test_the_menu_entry_is_as_desktops_want_it(root):
    path = root / "usr/share/applications/org.triagelens.TriageLens.desktop"
    answer = subprocess.run(["desktop-file-validate", str(path)], capture_output=True, text=True, check=False)
    assert (answer.returncode, answer.stdout) == (0, "")


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="appstream is not installed here")
def test_software_centres_can_read_what_it_is(root):
    path = root / "usr/share/metainfo/org.triagelens.TriageLens.metainfo.xml"
    command = ["appstreamcli", "validate", "--no-net", str(path)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


@pytest.mark.skipif(shutil.which("groff") is None, reason="groff is not installed here")
@pytest.mark.parametrize("name", ["cdss.1", "cdss-ui.1"])
def test_the_man_pages_are_without_a_mistake_of_form(name):
    """``dpkg-deb`` and lintian take any text for a page."""
    command = ["groff", "-man", "-ww", "-Tutf8", str(LINUX / "man" / name)]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    assert answer.stderr == "" and "Not a medical device" in " ".join(answer.stdout.split())


@pytest.mark.skipif(shutil.which("shellcheck") is None, reason="shellcheck is not installed here")
def test_every_script_of_a_shell_is_sound():
    scripts = [LINUX / "debian" / "postinst", LINUX / "debian" / "postrm", *(LINUX / "appimage").iterdir()]
    scripts += (REPOSITORY / ".ci").iterdir()
    answer = subprocess.run(["shellcheck", *map(str, scripts)], capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stdout


def test_the_scripts_are_shell_and_only_tell_where_the_data_are(root):
    for name in ("postinst", "postrm"):
        script = root / "DEBIAN" / name
        assert script.stat().st_mode & 0o111
        subprocess.run(["sh", "-n", str(script)], check=True)
        assert "rm " not in script.read_text(encoding="utf-8")
    told = subprocess.run(
        ["sh", str(root / "DEBIAN/postrm"), "upgrade"], capture_output=True, text=True, check=True
    ).stdout
    assert told == ""


@pytest.mark.parametrize("name", ["triagelens-mime.xml", "org.triagelens.TriageLens.metainfo.xml"])
def test_the_lists_for_desktops_are_whole_and_in_both_languages(name):
    tree = ElementTree.parse(LINUX / name)
    languages = {e.get("{http://www.w3.org/XML/1998/namespace}lang") for e in tree.iter()}
    assert {None, "ko"} <= languages


def test_what_the_menu_opens_is_what_the_lists_define():
    lines = (LINUX / "org.triagelens.TriageLens.desktop").read_text(encoding="utf-8").splitlines()
    entry = dict(line.split("=", 1) for line in lines if "=" in line)
    types = set(entry["MimeType"].strip(";").split(";"))
    defined = {
        e.get("type") for e in ElementTree.parse(LINUX / "triagelens-mime.xml").iter() if e.tag.endswith("mime-type")
    }
    assert types == defined | {"inode/directory"}
    for key in ("Name", "GenericName", "Comment"):
        assert entry[key] and entry[f"{key}[ko]"] != entry[key]
