"""The Jinja templates of the generated blocks, and the filters that write numbers, names and cells in them."""

from __future__ import annotations

from collections.abc import Iterable

from jinja2 import Environment, PackageLoader, StrictUndefined

_DASH = "\N{EN DASH}"


def render(template: str, /, **data: object) -> str:
    """A template of this package filled with data, without space at its ends.

    Args:
        template: the template's name, without its suffix.
        data: what the template calls by name.

    Returns:
        Markdown.
    """
    return _ENVIRONMENT.get_template(f"{template}.md.jinja").render(data).strip()


def code(names: Iterable[str]) -> str:
    """Names as code, parted by commas."""
    return ", ".join(f"`{name}`" for name in names)


def _cell(text: str) -> str:
    """Text for one cell of a table: a bar would end the cell, and an empty cell gets a dash."""
    return text.replace("|", "&#124;") or _DASH


def _number(value: float | None, form: str = ".3g") -> str:
    """A number in one of Python's formats; a dash where there is none."""
    return _DASH if value is None else f"{value:{form}}"


def _percent(share: float | None) -> str:
    """A share in whole per cent; a dash where there is none."""
    return _DASH if share is None else f"{100 * share:.0f} %"


def _paragraph(text: str) -> str:
    """Lines joined to one: Markdown for a paragraph whose sentences stand on lines of their own in the template."""
    return " ".join(line.strip() for line in text.split("\n") if line.strip()) + "\n"


_ENVIRONMENT = Environment(
    loader=PackageLoader("simulation.odd"), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    keep_trailing_newline=True, autoescape=False,
)  # fmt: skip
_ENVIRONMENT.filters.update(code=code, cell=_cell, number=_number, percent=_percent, paragraph=_paragraph)
