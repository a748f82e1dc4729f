"""How Sphinx builds the reference: `make docs`. Every warning is an error, and nothing is asked of another host."""

import doctest
import logging
import re
from importlib import metadata
from pathlib import Path

import nbformat

project = "Counterparts"
author = "The Counterparts contributors"
release = version = metadata.version("counterparts")
language = "en"

extensions = [
    "myst_nb",  # pages in Markdown, and notebooks as pages
    "sphinx.ext.autodoc",
    "sphinx.ext.autosummary",
    "sphinx.ext.napoleon",
    "sphinx.ext.doctest",
    "sphinx.ext.viewcode",
]

# Notebooks store numbers and no pictures, so they are run for their pages. What they say to nbval is of no use to a
# reader. Widgets would ask a public host.
HERE = Path(__file__).parent
COPIES = HERE / "notebooks"
COPIES.mkdir(exist_ok=True)
for original in sorted((HERE.parent / "notebooks" / "analysis").glob("*.ipynb")):
    notebook = nbformat.read(original, as_version=4)
    for cell in notebook.cells:
        cell.source = re.sub(r"\A# NBVAL_IGNORE_OUTPUT\n#[^\n]*\n", "", cell.source)
    nbformat.write(notebook, COPIES / original.name)
logging.getLogger("traitlets").setLevel(logging.WARNING)  # names every notebook that is run
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_timeout = 120
nb_execution_raise_on_error = True
nb_output_stderr = "remove"
nb_ipywidgets_js: dict[str, dict[str, str]] = {}
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3

# `name` in a docstring is a link where it is a name of the reference, and code anywhere else. A type in a signature
# that begins with `simulation.` and is not in the reference is a warning, but for those that no page is about.
default_role = "py:obj"
nitpicky = True
nitpick_ignore_regex = [
    ("py:obj", r".*"),
    ("py:.*", r"(?!simulation\.).*"),
    ("py:.*", r"simulation\.(model\.engine\.(world|shape)|ensemble\.outcomes\.OutcomeInputs).*"),
]

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 130
autosummary_generate = False
napoleon_numpy_docstring = False
napoleon_attr_annotations = False  # types of attributes stand in the class's signature

doctest_default_flags = doctest.ELLIPSIS | doctest.DONT_ACCEPT_TRUE_FOR_1  # the texts of errors are compared too
doctest_global_setup = """
import warnings
warnings.simplefilter("error")
"""

html_theme = "furo"
html_static_path = ["static"]
html_css_files = ["wide_tables.css"]
html_title = f"Counterparts {release}"
html_show_copyright = False
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {"footer_icons": []}
