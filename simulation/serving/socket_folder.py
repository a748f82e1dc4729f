"""Where sockets that are files may lie: a system allows their paths some hundred characters, and temporary folders are
deep on some (macOS gives each user one of 49 characters).
"""

from __future__ import annotations

import os
import tempfile

_LONGEST_PATH = 103  # macOS; Linux has four more
_LONGEST_NAME = len("/voila_12345678/kernel-12345678-1234-1234-1234-123456789012-ipc-5")
_SHORT = ("/tmp", "/var/tmp", "/run/lock")  # only where the usual one is too deep; folders in it are ours alone


def socket_root() -> str:
    """The folder in which folders of sockets are made: the system's temporary one, or another with a shorter path.

    Raises:
        OSError: there is none that can be written.
    """
    usual = tempfile.gettempdir()
    tried = (usual, *_SHORT) if os.name == "posix" else (usual,)
    for each in tried:
        fits = os.name != "posix" or len(os.fsencode(each)) + _LONGEST_NAME <= _LONGEST_PATH
        if fits and os.access(each, os.W_OK | os.X_OK):
            return each
    raise OSError(f"no folder for sockets with a path of {_LONGEST_PATH - _LONGEST_NAME} characters or fewer")
