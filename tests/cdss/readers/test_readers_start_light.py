"""Opening the window must not wait for the libraries of foreign formats."""

from __future__ import annotations

import subprocess
import sys


def test_import_of_the_readers_brings_no_heavy_library():
    code = (
        "import sys, cdss.readers.case_folder;"
        "print(*sorted({m.partition('.')[0] for m in sys.modules} & {'pydicom','wfdb','pandas','scipy','torch','defusedxml'}))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
