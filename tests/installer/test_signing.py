"""Signatures of programs and installers for Windows, made and checked with a certificate of the test."""

import datetime
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

REPOSITORY = Path(__file__).resolve().parents[2]
needs_tools = pytest.mark.skipif(
    not all(shutil.which(tool) for tool in ("osslsigncode", "makensis", "7z")),
    reason="osslsigncode, makensis or 7z is not installed here",
)


@pytest.fixture
def signing(installer, monkeypatch):
    for name in ("TRIAGELENS_CERTIFICATE", "TRIAGELENS_CERTIFICATE_PASSWORD", "TRIAGELENS_TIMESTAMP"):
        monkeypatch.delenv(name, raising=False)
    return installer("signing")


@pytest.fixture
def certificate(tmp_path, monkeypatch, signing):
    """A certificate for signing programs, with its password in a file; returns the certificate for checking."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "TriageLens test")])
    start = datetime.datetime.now(datetime.UTC) - datetime.timedelta(days=1)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7)
    made = made.not_valid_before(start).not_valid_after(start + datetime.timedelta(days=30))
    made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
    signed = made.sign(key, hashes.SHA256())
    store, password, public = (tmp_path / name for name in ("a.p12", "password", "a.pem"))
    store.write_bytes(pkcs12.serialize_key_and_certificates(b"x", key, signed, None, BestAvailableEncryption(b"a b c")))
    password.write_text("a b c", encoding="utf-8")
    public.write_bytes(signed.public_bytes(Encoding.PEM))
    monkeypatch.setenv("TRIAGELENS_CERTIFICATE", str(store))
    monkeypatch.setenv("TRIAGELENS_CERTIFICATE_PASSWORD", str(password))
    return public


def _is_signed(path, public):
    command = ["osslsigncode", "verify", "-CAfile", str(public), "-in", str(path)]
    return "Signature verification: ok" in subprocess.run(command, capture_output=True, text=True, check=False).stdout


def test_without_a_certificate_nothing_is_signed(signing, tmp_path):
    path = tmp_path / "a.exe"
    path.write_bytes(b"MZ")
    assert signing.sign_command() == ""
    assert signing.main([str(path)]) == 0 and path.read_bytes() == b"MZ"


@needs_tools
def test_installer_and_programs_are_signed(signing, certificate, installer, windows_bundle, icon_folder, tmp_path):
    nsis, program = installer("nsis"), windows_bundle / "cdss.exe"
    assert not _is_signed(program, certificate)
    signing.sign(program)
    assert _is_signed(program, certificate)
    out, inside = tmp_path / "TriageLens-x64.exe", tmp_path / "inside"
    nsis.pack(windows_bundle, icon_folder / "triagelens.ico", out, tmp_path / "nsis")
    assert _is_signed(out, certificate)
    subprocess.run(["7z", "x", "-y", f"-o{inside}", str(out)], check=True, stdout=subprocess.DEVNULL)
    assert _is_signed(inside / "cdss.exe", certificate) and not _is_signed(inside / "cdss-ui.exe", certificate)


@needs_tools
def test_a_signature_that_cannot_be_made_stops_the_build(signing, certificate, tmp_path):
    path = tmp_path / "a.exe"
    path.write_bytes(b"no program")
    with pytest.raises(subprocess.CalledProcessError):
        signing.sign(path)
    assert path.read_bytes() == b"no program"
    command = [sys.executable, str(REPOSITORY / "installer" / "signing.py"), str(path)]
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0
