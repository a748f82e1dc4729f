"""A digest of source, by which stored figures know whether what they were made with has changed since."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable

_ORIGIN = re.compile(r"^from simulation\.[\w.]+ import", re.MULTILINE)  # where a name lives has no say in what it does


def source_digest(files: Iterable[Traversable]) -> str:
    """Twelve letters that change with the text of any of the files, but for the places that names are imported from."""
    text = "".join(_ORIGIN.sub("from simulation import", file.read_text(encoding="utf-8")) for file in files)
    return hashlib.blake2b(text.encode(), digest_size=6).hexdigest()


def python_files(folder: Traversable) -> list[Traversable]:
    """The Python files of a folder, by name."""
    return sorted((file for file in folder.iterdir() if file.name.endswith(".py")), key=lambda file: file.name)
