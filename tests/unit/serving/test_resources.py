"""A container's limits count where they are tighter than the computer's own."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from simulation.serving import resources
from simulation.serving.settings import DEFAULT, GIGABYTE

GB = GIGABYTE


@pytest.fixture(autouse=True)
def computer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight processors; sixteen gigabytes, twelve of them free."""
    monkeypatch.setattr(resources.os, "sched_getaffinity", lambda _pid: set(range(8)), raising=False)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(total=16 * GB, available=12 * GB))


def lay(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="ascii")
    return root


def test_without_control_groups_the_computer_counts(tmp_path: Path) -> None:
    assert resources.processors(tmp_path) == 8
    assert resources.memory(tmp_path) == resources.Memory(16 * GB, 12 * GB)


def test_a_container_of_the_second_version(tmp_path: Path) -> None:
    root = lay(tmp_path, {
        "proc/self/cgroup": "0::/\n",
        "sys/fs/cgroup/cpu.max": "150000 100000\n",
        "sys/fs/cgroup/memory.max": f"{2 * GB}\n",
        "sys/fs/cgroup/memory.current": f"{GB}\n",
        "sys/fs/cgroup/memory.stat": f"anon 5\ninactive_file {GB // 2}\n",
    })  # fmt: skip
    assert resources.processors(root) == 1.5
    assert resources.memory(root) == resources.Memory(2 * GB, 1.5 * GB)  # kept files make room when asked
    assert resources.memory(root).spared(DEFAULT) == pytest.approx(0.2 * GB)


def test_the_tightest_of_the_groups_around_counts_and_no_limit_is_none(tmp_path: Path) -> None:
    root = lay(tmp_path, {
        "proc/self/cgroup": "0::/system.slice/room.service\n",
        "sys/fs/cgroup/system.slice/cpu.max": "400000 100000\n",
        "sys/fs/cgroup/system.slice/memory.max": f"{4 * GB}\n",
        "sys/fs/cgroup/system.slice/memory.current": f"{5 * GB}\n",
        "sys/fs/cgroup/system.slice/memory.stat": "anon 5\n",
        "sys/fs/cgroup/system.slice/room.service/cpu.max": "max 100000\n",
        "sys/fs/cgroup/system.slice/room.service/memory.max": "max\n",
        "sys/fs/cgroup/system.slice/room.service/memory.current": "1\n",
        "sys/fs/cgroup/system.slice/room.service/memory.stat": "anon 5\n",
    })  # fmt: skip
    assert resources.processors(root) == 4
    assert resources.memory(root) == resources.Memory(4 * GB, 0)


def test_a_container_of_the_first_version(tmp_path: Path) -> None:
    root = lay(tmp_path, {  # the computer's own path, which the container does not see
        "proc/self/cgroup": "4:memory:/docker/f00\n3:cpu,cpuacct:/docker/f00\n",
        "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "50000\n",
        "sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": f"{3 * GB}\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": f"{GB}\n",
        "sys/fs/cgroup/memory/memory.stat": "total_inactive_file 0\n",
    })  # fmt: skip
    assert resources.processors(root) == 0.5
    assert resources.memory(root) == resources.Memory(3 * GB, 2 * GB)


def test_no_limit_in_the_first_version_is_none(tmp_path: Path) -> None:
    root = lay(tmp_path, {
        "proc/self/cgroup": "4:memory:/\n3:cpu:/\n",
        "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
        "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
        "sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
        "sys/fs/cgroup/memory/memory.usage_in_bytes": f"{GB}\n",
        "sys/fs/cgroup/memory/memory.stat": "total_inactive_file 0\n",
    })  # fmt: skip
    assert resources.processors(root) == 8
    assert resources.memory(root) == resources.Memory(16 * GB, 12 * GB)


def test_here_too() -> None:
    assert 0 < resources.processors() <= 8
    assert 0 <= resources.memory().available <= resources.memory().total


class Limits:
    """`resource` of a system that sets no more than it can, whatever it says that it allows."""

    RLIMIT_NOFILE, RLIM_INFINITY = 7, -1

    def __init__(self, soft: int, hard: int, most: int) -> None:
        self.now, self.most = (soft, hard), most

    def getrlimit(self, _which: int) -> tuple[int, int]:
        return self.now

    def setrlimit(self, _which: int, wanted: tuple[int, int]) -> None:
        if wanted[0] == self.RLIM_INFINITY or wanted[0] > self.most:
            raise ValueError("current limit exceeds maximum limit")
        self.now = wanted


@pytest.mark.parametrize(
    ("soft", "hard", "most", "comes_to"),
    [
        (256, -1, 10_240, 10_240),  # macOS: no limit, it says
        (1024, 524_288, 2**20, 524_288),
        (256, 256, 256, 256),
        (-1, -1, 10_240, -1),
        (1024, -1, 2000, 1024),
        (65_536, 2**30, 2**30, 2**20),
    ],
)
def test_as_many_open_files_as_the_system_gives(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, most: int, comes_to: int
) -> None:
    limits = Limits(soft, hard, most)
    monkeypatch.setattr(resources, "resource", limits)
    resources.raise_descriptor_limit()
    assert limits.now == (comes_to, hard)
    assert resources.descriptors().limit == (comes_to if comes_to > 0 else resources.UNLIMITED_DESCRIPTORS)


def test_without_limits_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(resources, "resource", None)
    resources.raise_descriptor_limit()
    assert resources.descriptors() == resources.Descriptors(resources.UNLIMITED_DESCRIPTORS, 0)
