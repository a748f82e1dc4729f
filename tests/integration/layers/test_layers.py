"""What importing the package loads."""

import subprocess
import sys


def test_importing_the_package_and_loading_a_plan_load_no_heavy_library() -> None:
    heavy = ["mesa", "altair", "ipywidgets", "anywidget", "pandas", "pyarrow", "voila", "typer", "matplotlib", "numba", "sklearn", "emcee"]
    question = f"import sys, simulation; simulation.load('twenty_group'); print([name for name in {heavy} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True, timeout=60, check=True)
    assert answer.stdout.strip() == "[]"
