"""The package for group policy: its description, and its tables as they are read back from what wixl made of it."""

import re
import shutil
import subprocess

import pytest

needs_wixl = pytest.mark.skipif(
    shutil.which("wixl") is None or shutil.which("msiinfo") is None, reason="wixl or msiinfo is not installed here"
)


@pytest.fixture
def msi(installer):
    return installer("msi")


@pytest.fixture
def package(msi, windows_bundle, icon_folder, tmp_path):
    out = tmp_path / "TriageLens.msi"
    msi.pack(windows_bundle, icon_folder / "triagelens.ico", out, tmp_path / "msi")
    return out


def table(package, name):
    """The rows of a table, without the three lines of its heading."""
    command = ["msiinfo", "export", str(package), name]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [line.split("\t") for line in lines[3:]]


def test_codes_of_the_product_change_with_the_version_and_that_of_the_upgrade_never(msi, monkeypatch):
    assert str(msi.UPGRADE_CODE) == "9b0f7a52-2c1d-5e9a-8f47-6f2f5a1d7c30"
    codes = [msi.guid("product", version) for version in ("0.4.0", "0.4.1", "0.4.0")]
    assert codes[0] == codes[2] != codes[1]
    assert re.fullmatch(r"[0-9A-F]{8}(-[0-9A-F]{4}){3}-[0-9A-F]{12}", codes[0])


def test_the_same_folder_makes_the_same_description(msi, windows_bundle, icon_folder, tmp_path):
    icon = icon_folder / "triagelens.ico"
    first = msi.write(windows_bundle, icon, tmp_path / "a").read_bytes()
    assert first == msi.write(windows_bundle, icon, tmp_path / "b").read_bytes()
    ids = re.findall(rb' Id="([^"]+)"', first)
    assert all(re.fullmatch(rb"[A-Za-z_][A-Za-z0-9_.]{0,71}|[0-9A-F-]{36}|1", one) for one in ids)


def test_a_name_that_the_package_could_not_hold_is_refused(msi, windows_bundle, icon_folder, tmp_path):
    (windows_bundle / "_internal" / "한글.txt").write_text("x", encoding="utf-8")
    with pytest.raises(msi.NotAscii, match="한글"):
        msi.write(windows_bundle, icon_folder / "triagelens.ico", tmp_path / "msi")


@needs_wixl
def test_what_group_policy_reads(package, msi, installer):
    version = installer("parts").version()
    values = dict(table(package, "Property"))
    assert values["ALLUSERS"] == "1" and values["ProductName"] == "TriageLens" and values["ProductVersion"] == version
    assert values["Manufacturer"] == "TriageLens contributors" and values["ProductLanguage"] == "1033"
    assert values["UpgradeCode"] == "{9B0F7A52-2C1D-5E9A-8F47-6F2F5A1D7C30}"
    assert values["ProductCode"] == f"{{{msi.guid('product', version)}}}"
    told = subprocess.run(["msiinfo", "suminfo", str(package)], capture_output=True, text=True, check=True).stdout
    assert "Template: x64;1033" in told


@needs_wixl
def test_an_older_version_is_replaced_and_a_newer_one_kept(package, installer):
    version = installer("parts").version()
    older, newer = sorted(table(package, "Upgrade"), key=lambda row: row[1])
    assert older[:3] == ["{9B0F7A52-2C1D-5E9A-8F47-6F2F5A1D7C30}", "", version] and older[6] == "WIX_UPGRADE_DETECTED"
    assert newer[1:3] == [version, ""] and newer[6] == "WIX_DOWNGRADE_DETECTED"
    refused = dict(table(package, "LaunchCondition"))
    assert "newer version" in refused["NOT WIX_DOWNGRADE_DETECTED"]
    assert "other installer (.exe)" in refused["Installed OR NOT OTHERINSTALLER"]
    assert "Windows 10" in refused["Installed OR WINDOWSMAJOR"]
    order = {row[0]: int(row[2]) for row in table(package, "InstallExecuteSequence")}
    assert order["AppSearch"] < order["LaunchConditions"] < order["RemoveExistingProducts"] < order["InstallFiles"]
    looked = {row[0]: row[2:] for row in table(package, "RegLocator")}
    assert looked["FindOTHERINSTALLER"] == [
        r"Software\Microsoft\Windows\CurrentVersion\Uninstall\TriageLens",
        "InstallLocation",
        "18",
    ]


@needs_wixl
def test_every_file_lies_where_it_lay(package, windows_bundle, installer):
    above = {row[0]: (row[1], row[2]) for row in table(package, "Directory")}
    inside = {row[0]: row[2] for row in table(package, "Component")}

    def place(folder):
        parent, name = above[folder]
        return "" if folder == "INSTALLDIR" else f"{place(parent)}{name}/"

    files = {place(inside[row[1]]) + row[2]: int(row[3]) for row in table(package, "File")}
    assert files == {p: (windows_bundle / p).stat().st_size for p in installer("nsis").places(windows_bundle)}
    assert above["INSTALLDIR"] == ("ProgramFiles64Folder", "TriageLens")
    assert {int(row[3]) & 256 for row in table(package, "Component")} == {256}  # all of them 64 bit


@needs_wixl
def test_the_registry_says_what_the_other_installer_says(package, installer):
    values = {(row[2], row[3]): row[4] for row in table(package, "Registry")}
    own = {(r"Software\TriageLens", "MsiVersion"), (r"Software\TriageLens", "Menu")}
    expected = {(v.key, v.name): v.text.replace("{home}", "[INSTALLDIR]") for v in _values(installer)}
    assert {key: text for key, text in values.items() if key not in own} == expected
    assert values[r"Software\TriageLens", "MsiVersion"] == installer("parts").version()
    assert {row[1] for row in table(package, "Registry")} == {"2"}  # of the machine
    (entry,) = table(package, "Shortcut")
    assert entry[1:5] == ["ProgramMenuFolder", "TriageLens", "Menu", "[INSTALLDIR]cdss-ui.exe"]


def _values(installer):
    return installer("registry").values(installer("identity").file_types(), "en")
