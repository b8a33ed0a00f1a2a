"""``cdss sign-bundle``, ``cdss trust`` and what ``cdss info`` says of who signed."""

import json
import shutil
import stat

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from cdss.__main__ import main
from cdss.bundle.derive import write_site_bundle
from cdss.bundle.load import open_bundle, write_sums
from cdss.bundle.trust import trusted
from cdss.cli.info import facts_of
from cdss.core.paths import model_dir

TABLE = {"site": "north", "created": "2026-11-21", "cases": 60, "outputs": {}}


@pytest.fixture(autouse=True)
def own_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))


@pytest.fixture
def bundle(tmp_path):
    """The bundle that ships with stubs of its weights, signed by nobody."""
    folder = tmp_path / "ours"
    shutil.copytree(model_dir(), folder, ignore=shutil.ignore_patterns("*.safetensors", "SIGNATURE.json"))
    (folder / "image.safetensors").write_bytes(b"stub")
    write_sums(folder)
    return folder


def run(*words):
    return main([str(word) for word in words])


def test_a_hospital_makes_a_key_signs_trusts_and_pins_it(bundle, tmp_path, capsys):
    key = tmp_path / "key.pem"
    assert run("sign-bundle", bundle, "--key", key, "--new-key") == 0
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    said = capsys.readouterr().out
    fingerprint = open_bundle(bundle).signature.fingerprint
    assert fingerprint in said and f"cdss trust --add {key}" in said
    assert "not trusted here" in facts_of(bundle, "cpu")["model"]["error"]
    assert run("trust", "--add", key, "--name", "North") == 0
    assert run("trust", "--pin", fingerprint) == 0
    assert f"pinned   {fingerprint}  North" in capsys.readouterr().out
    told = facts_of(bundle, "cpu")["model"]
    assert (told["signed_by"], told["fingerprint"], told["verified"]) == ("North", fingerprint, "yes")
    assert fingerprint in facts_of(model_dir(), "cpu")["model"]["error"]
    assert run("trust", "--remove", fingerprint) == 0
    assert trusted().pinned == "" and len(trusted().keys) == 1
    assert facts_of(model_dir(), "cpu")["model"]["verified"] == "yes"


def test_a_changed_bundle_is_signed_anew_with_one_command(bundle, tmp_path):
    key = tmp_path / "key.pem"
    run("sign-bundle", bundle, "--key", key, "--new-key")
    (bundle / "image.safetensors").write_bytes(b"new weights")
    assert run("info", "--model", bundle) == 1
    assert run("sign-bundle", bundle, "--key", key) == 0
    assert open_bundle(bundle).file("image.safetensors").read_bytes() == b"new weights"


def test_a_key_is_never_overwritten_and_an_unfit_one_is_named(bundle, tmp_path, capsys):
    key = tmp_path / "key.pem"
    key.write_text("precious")
    assert run("sign-bundle", bundle, "--key", key, "--new-key") == 2
    assert key.read_text() == "precious" and "never overwritten" in capsys.readouterr().err
    assert run("sign-bundle", bundle, "--key", key) == 2
    assert "holds no key that can be used" in capsys.readouterr().err
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    assert run("sign-bundle", bundle, "--key", key) == 2
    assert run("trust", "--add", key, "--name", "x") == 2
    assert not (bundle / "SIGNATURE.json").exists()


def test_a_bundle_with_a_local_change_is_not_signed_over(bundle, tmp_path, capsys):
    key = tmp_path / "key.pem"
    run("sign-bundle", bundle, "--key", key, "--new-key")
    made = write_site_bundle(open_bundle(bundle), tmp_path / "made", TABLE, "")
    before = (made.path / "SIGNATURE.json").read_bytes()
    assert run("sign-bundle", made.path, "--key", key) == 2
    assert "Sign the bundle that it was made from" in capsys.readouterr().err
    assert (made.path / "SIGNATURE.json").read_bytes() == before
    run("trust", "--add", key, "--name", "North")
    told = facts_of(made.path, "cpu")["model"]
    assert (told["signed_by"], told["changes"]) == (
        "North",
        ["calibrated to north on 2026-11-21, from 60 patients of its own"],
    )


def test_an_unsigned_bundle_is_used_only_when_the_site_says_so(bundle, capsys):
    assert "Nobody signed" in facts_of(bundle, "cpu")["model"]["error"]
    assert run("trust", "--allow-unsigned", bundle) == 0
    assert f"unsigned {open_bundle(bundle).identity.sha256}" in capsys.readouterr().out
    assert facts_of(bundle, "cpu")["model"]["verified"] == "no, but allowed by this site"
    assert run("trust", "--forbid-unsigned") == 0
    assert "Nobody signed" in facts_of(bundle, "cpu")["model"]["error"]
    assert run("trust", "--allow-unsigned", model_dir()) == 2
    assert "is signed" in capsys.readouterr().err


def test_what_cannot_be_trusted_is_refused_in_words(capsys, tmp_path):
    key = trusted().keys[0]
    assert run("trust", "--pin", "ffff") == 2 and "ffff" in capsys.readouterr().err
    assert run("trust", "--remove", key.fingerprint) == 2 and "ships with the program" in capsys.readouterr().err
    assert run("trust", "--remove", "ffff") == 2
    (tmp_path / "public.pem").write_text("none")
    assert run("trust", "--add", tmp_path / "public.pem", "--name", "x") == 2
    assert run("trust", "--pin", key.fingerprint) == 0 and run("trust", "--unpin") == 0
    assert json.loads((tmp_path / "home" / "TriageLens" / "trust.json").read_text())["pinned"] == ""


def test_a_key_needs_the_name_of_whose_it_is(bundle, tmp_path, capsys):
    run("sign-bundle", bundle, "--key", tmp_path / "key.pem", "--new-key")
    assert run("trust", "--add", tmp_path / "key.pem") == 2
    assert "Say whose key it is" in capsys.readouterr().err


def test_a_bundle_says_which_program_it_needs_at_least(bundle, tmp_path, capsys):
    key = tmp_path / "key.pem"
    assert run("sign-bundle", bundle, "--key", key, "--new-key", "--requires", "0.2.0") == 0
    assert open_bundle(bundle).metadata.requires == "0.2.0"
    with pytest.raises(SystemExit):
        run("sign-bundle", bundle, "--key", key, "--requires", "next")
    assert run("sign-bundle", bundle, "--key", key, "--requires", "99.0") == 2
    assert "needs version 99.0 of the program" in capsys.readouterr().err
    (bundle / "metadata.json").unlink()
    assert run("sign-bundle", bundle, "--key", key, "--requires", "0.2.0") == 2
    assert "metadata.json" in capsys.readouterr().err
