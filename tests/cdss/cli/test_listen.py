"""``cdss listen`` as it is typed: says where it listens, files what comes, ends when told, and refuses in words."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest

from cdss.__main__ import NOTHING_DONE, main

ROOT = Path(__file__).resolve().parents[3]


def test_it_says_where_it_listens_and_ends_on_an_interrupt(tmp_path):
    command = [sys.executable, "-m", "cdss", "listen", "--into", str(tmp_path), "--from", "CARM1", "--port", "0"]
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # a shell's background jobs ignore an interrupt
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True, preexec_fn=heard)
    assert process.stderr is not None
    first = process.stderr.readline()
    assert re.fullmatch(r"Listening as TRIAGELENS on 127\.0\.0\.1, port \d{4,5}\. Ctrl\+C ends it\.\n", first), first
    time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=30)[1]
    assert process.returncode == 0 and rest == "No longer listening.\n"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        (["--into", "nowhere"], "nowhere is no folder"),
        (["--title", "A NAME THAT IS TOO LONG"], "is no AE title"),
        (["--host", "203.0.113.77"], "Cannot listen on 203.0.113.77"),
    ],
)
def test_what_cannot_be_used_is_refused_in_words(tmp_path, capsys, changed, words):
    given = ["listen", "--into", str(tmp_path), "--from", "CARM1", "--port", "0", *changed]
    assert main(given) == NOTHING_DONE
    assert words in capsys.readouterr().err


def test_nobody_to_take_from_is_a_wrong_argument(tmp_path, capsys):
    with pytest.raises(SystemExit):
        main(["listen", "--into", str(tmp_path)])
    assert "--from" in capsys.readouterr().err
