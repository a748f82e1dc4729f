"""How Sphinx builds the reference: `make docs`. Every warning is an error, and nothing is asked of another host."""

import doctest
from importlib import metadata

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

# Notebooks are shown with the output they were stored with; `make test` runs them. Widgets would ask a public host.
nb_execution_mode = "off"
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
