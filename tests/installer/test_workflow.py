"""The workflow that builds for all systems, as far as it can be judged without running it."""

import re
import shlex
from pathlib import Path

import pytest
import yaml

REPOSITORY = Path(__file__).resolve().parents[2]
TEXT = (REPOSITORY / ".github" / "workflows" / "build.yml").read_text(encoding="utf-8")
JOBS = yaml.safe_load(TEXT)["jobs"]
STEPS = [(name, step) for name, job in JOBS.items() for step in job["steps"]]


def test_it_may_read_and_nothing_else():
    assert yaml.safe_load(TEXT)["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in JOBS.values()) and "GITHUB_TOKEN" not in TEXT
    events = yaml.safe_load(TEXT)[True]  # YAML takes the word "on" for true
    assert set(events) == {"workflow_dispatch", "push", "pull_request"}  # never with secrets for somebody else's code


def test_only_the_makers_of_the_platform_are_trusted():
    used = {step["uses"] for _, step in STEPS if "uses" in step}
    assert used and all(re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", one) for one in used)


def test_an_action_is_one_commit_whose_version_stands_beside_it():
    """A tag can be moved to another commit, which would then run with the secrets; a commit cannot."""
    lines = [line.split("uses: ")[1] for line in TEXT.splitlines() if "uses: " in line]
    assert lines and all(re.fullmatch(r"\S+  # v\d+\.\d+\.\d+", line) for line in lines)
    assert len(set(lines)) == len({line.split("@")[0] for line in lines}), "one action is used in two versions"


def test_each_job_ends_and_waits_for_one_that_is_there():
    assert set(JOBS) == {
        "recipes",
        "linux",
        "linux-installed",
        "windows-folder",
        "windows-pack",
        "windows-installed",
        "macos",
    }
    assert all(0 < job["timeout-minutes"] <= 90 for job in JOBS.values())
    assert {job["needs"] for job in JOBS.values() if "needs" in job} <= set(JOBS)


def test_what_a_job_takes_another_that_it_waits_for_has_left():
    left = {step["with"]["name"]: name for name, step in STEPS if step.get("uses", "").startswith("actions/upload")}
    for name, step in STEPS:
        if step.get("uses", "").startswith("actions/download"):
            assert left[step["with"]["name"]] == JOBS[name]["needs"]


def test_secrets_reach_only_the_steps_that_sign_and_those_only_where_there_are_some():
    for name, step in STEPS:
        if "secrets." in str(step):
            assert re.search(r"env\.(SIGNED|NOTARISED) == 'true'", step["if"]), name
            assert "secrets." not in step.get("run", "")  # they come by the environment, never into a command's text
    for job in JOBS.values():
        assert all(value.endswith("!= '' }}") for value in job.get("env", {}).values() if "secrets." in value)


def test_every_command_is_one_that_there_is(installer, monkeypatch, capsys):
    choices = set(installer("build").SYSTEMS) | {"bundle"}
    asked = set()
    for _, step in STEPS:
        for line in step.get("run", "").splitlines():
            words = shlex.split(line)
            if words and words[0] in {"python", "python3"}:
                assert (REPOSITORY / words[1]).exists(), line
                if words[1] == "installer/build.py":
                    asked.add(words[2])
                    assert set(words[3:]) <= {"--keep-bundle"}
    assert asked == choices - {"draft"}, "what is packed for tests alone is handed out to nobody"


@pytest.mark.parametrize("job", ["linux", "windows-folder", "windows-installed", "macos"])
def test_what_is_built_is_tried_on_its_own_system(job):
    commands = " ".join(step.get("run", "") for step in JOBS[job]["steps"])
    assert "installer/smoke.py" in commands or "installer/try_windows.py" in commands


PACKAGES = {
    **{"cc": "gcc", "strip": "binutils", "readelf": "binutils", "lintian": "lintian", "shellcheck": "shellcheck"},
    **{"desktop-file-validate": "desktop-file-utils", "appstreamcli": "appstream", "groff": "groff"},
    **{"makensis": "nsis", "wixl": "wixl", "msiinfo": "msitools", "osslsigncode": "osslsigncode", "7z": "p7zip-full"},
    **{"debootstrap": "debootstrap", "Xvfb": "xvfb"},
}
"""The package of Debian that brings a tool; what every Debian has is left out."""
IN_EVERY_DEBIAN = {"dpkg-deb", "dpkg-query", "chroot", "unshare", "tar", "bash", "flock", "setsid"}


def tools_of(*files):
    """Tools without which tests of these files are skipped."""
    text = "".join((REPOSITORY / "tests" / "installer" / name).read_text(encoding="utf-8") for name in files)
    named = re.findall(r'which\("([\w-]+)"\)', text)
    for group in re.findall(r"(?:TOOLS = |for tool in )\(([^)]*)\)", text):
        named += re.findall(r'"([\w-]+)"', group)
    return set(named) - IN_EVERY_DEBIAN


def packages_of(job):
    return set(shlex.split(JOBS[job]["steps"][0]["run"]))


def test_no_test_of_a_recipe_is_skipped_for_want_of_a_tool():
    names = [path.name for path in (REPOSITORY / "tests" / "installer").glob("test_*.py")]
    tools = tools_of(*(n for n in names if "installed" not in n and n != Path(__file__).name))
    assert {"makensis", "wixl", "7z", "lintian", "osslsigncode", "shellcheck"} < tools
    assert {PACKAGES[tool] for tool in tools} <= packages_of("recipes")
    assert JOBS["recipes"]["steps"][-1]["run"].endswith("installer/run.py test -- tests/installer\n")
    assert "needs" not in JOBS["recipes"]


def test_the_package_is_installed_into_a_clean_debian_whose_parts_are_kept_for_the_next_time():
    job = JOBS["linux-installed"]
    tools = tools_of("test_installed.py", "clean_root.py")
    assert tools == {"debootstrap", "Xvfb"}
    assert {PACKAGES[tool] for tool in tools} <= packages_of("linux-installed")
    assert job["container"]["options"] == "--privileged", "a root within it is entered in a name space of its own"
    (kept,) = [step["with"] for step in job["steps"] if step.get("uses", "").startswith("actions/cache@")]
    assert kept["path"] == "build/clean-root"
    for place in re.findall(r"'([^']+)'", kept["key"]):
        assert (REPOSITORY / place).exists(), place
    assert "pytest -m installer" in job["steps"][-1]["run"] and "test_installed.py" in job["steps"][-1]["run"]
