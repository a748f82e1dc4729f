"""The file of findings is read when it is first asked for."""

from __future__ import annotations

import subprocess
import sys


def test_importing_reads_no_findings():
    question = "import simulation, simulation.cli.main\nfrom simulation.vocabulary.evidence import findings\n"
    question += "before = findings.cache_info().currsize; findings(); print(before, findings.cache_info().currsize)"
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, timeout=60, check=True)
    assert answer.stdout.split() == ["0", "1"]
