"""What Jupyter asks of whoever starts its kernels, answered by forking."""

from __future__ import annotations

import asyncio
import os
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from simulation.serving.kernels.household import FIRST, ForkError, Forked, Household

PAGE = "COUNTERPARTS_PAGE"  # in a kernel's environment: whose parent it is forked from


class ForkingProvisioner(LocalProvisioner):
    """Forks a kernel; where that fails, starts one as Jupyter always does, and says so in the log."""

    household: Household | None = None  # the server's
    kernel: Forked | None = None

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel to care for."""
        return self.kernel is not None or super().has_process

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """A fork has no command, and its addresses are its own."""
        return {**kwargs, "cmd": []}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Fork from the page's parent, or from the first."""
        env, cwd = kwargs.get("env", {}), str(kwargs.get("cwd") or os.getcwd())
        parents = self.household.parents if self.household is not None else {}
        parent = parents.get(env.get(PAGE, FIRST)) or parents.get(FIRST)
        try:
            if parent is None or not parent.alive:
                raise ForkError("the process that kernels are forked from is not there")
            own = {name: value for name, value in env.items() if os.environ.get(name) != value}
            self.kernel = await parent.start(own, cwd)
        except ForkError as error:
            self.log.warning("a kernel could not be forked (%s): starting one anew, which takes seconds", error)
            anew = await super().pre_launch(**kwargs)
            return await super().launch_kernel(**anew)
        self.pid = self.pgid = self.kernel.pid
        self.cwd = cwd
        self.connection_info = {**self.kernel.connection, "key": self.kernel.connection["key"].encode()}
        return self.connection_info

    async def poll(self) -> int | None:
        """None while it lives, else its exit code."""
        return self.kernel.code if self.kernel is not None else await super().poll()

    async def wait(self) -> int | None:
        """Its exit code, once it has ended."""
        if self.kernel is None:
            return await super().wait()
        await self.kernel.ended.wait()
        code, self.kernel = self.kernel.code, None
        return code

    async def send_signal(self, signum: int) -> None:
        """To the kernel and what it started."""
        if self.kernel is None:
            await super().send_signal(signum)
        else:
            self.kernel.signal(signum)
            await asyncio.sleep(0)

    async def cleanup(self, restart: bool = False) -> None:
        """Nothing of a fork's is left but its sockets, which the manager removes."""
        if self.kernel is None:
            await super().cleanup(restart=restart)
