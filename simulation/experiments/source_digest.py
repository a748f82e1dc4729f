"""A digest of source, by which stored figures know whether what they were made with has changed since."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from importlib.resources.abc import Traversable

_IMPORT = re.compile(r"^from simulation[\w.]* import (\([^)]*\)|[^\n]*)\n", re.MULTILINE)


def source_digest(files: Iterable[Traversable]) -> str:
    """Twelve letters that change with the text of any of the files.

    Of what is imported from this package, the names count, in any order: where each lives has no say in what it does.
    """
    texts = []
    for file in files:
        text = file.read_text(encoding="utf-8")
        names = sorted(name for found in _IMPORT.findall(text) for name in re.findall(r"\w+(?: as \w+)?", found))
        texts.append(" ".join(names) + _IMPORT.sub("", text))
    return hashlib.blake2b("".join(texts).encode(), digest_size=6).hexdigest()


def python_files(folder: Traversable) -> list[Traversable]:
    """The Python files of a folder, by name."""
    return sorted((file for file in folder.iterdir() if file.name.endswith(".py")), key=lambda file: file.name)
