"""What Jupyter asks of whoever starts its kernels, answered by forking."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import Any

from simulation.serving.jupyter_adapter import register_provisioner
from simulation.serving.kernels.anew import AnewProvisioner
from simulation.serving.kernels.kernel_handle import ForkError, KernelHandle
from simulation.serving.kernels.zygote_supervisor import FIRST, ZygoteSupervisor

NAME = "counterparts"
PAGE_VARIABLE = "COUNTERPARTS_PAGE"  # in a kernel's environment: the page that must already be open in it


class ForkingProvisioner(AnewProvisioner):
    """Forks a kernel; where that fails, starts one anew, and says so in the log."""

    supervisor: ZygoteSupervisor | None = None  # the server's
    kernel: KernelHandle | None = None

    @classmethod
    def serve(cls, supervisor: ZygoteSupervisor) -> str:
        """From now on kernels come from its zygotes. Returns the name that Jupyter knows the provisioner by."""
        cls.supervisor = supervisor
        register_provisioner(NAME, cls)
        return NAME

    @property
    def has_process(self) -> bool:
        """Whether there is a kernel to care for."""
        return self.kernel is not None or super().has_process

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """A fork has no command, and its addresses are its own."""
        return {**kwargs, "cmd": []}

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork from the page's zygote, or from the first. Raises ForkError only where the page had to be open in it."""
        env, cwd = kwargs.get("env", {}), str(kwargs.get("cwd") or os.getcwd())
        zygote = self.supervisor.zygotes.get(env.get(PAGE_VARIABLE, FIRST)) if self.supervisor is not None else None
        try:
            if zygote is None:
                raise ForkError("the process that kernels are forked from is not there")
            own = {name: value for name, value in env.items() if os.environ.get(name) != value}
            self.kernel = await zygote.start(own, cwd)
        except ForkError as error:
            if PAGE_VARIABLE in env:
                raise
            self.log.error("A kernel could not be forked (%s): starting one anew, which takes seconds", error)
            anew = await super().pre_launch(**kwargs)
            return await super().launch_kernel(**anew)
        self.kernel.on_end = self._ended
        self.pid = self.pgid = self.kernel.pid
        self.cwd = cwd
        return self.kernel.connection | {"key": self.kernel.connection["key"].encode()}

    async def poll(self) -> int | None:
        """None while it lives, else its exit code."""
        return self.kernel.code if self.kernel is not None else await super().poll()

    async def wait(self) -> int | None:
        """Its exit code, once it has ended."""
        if self.kernel is None:
            return await super().wait()
        code = await self.kernel.wait()
        self.kernel = None
        return code

    async def send_signal(self, signum: int) -> None:
        """To the kernel and what it started."""
        if self.kernel is None:
            await super().send_signal(signum)
        else:
            self.kernel.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """At once."""
        if self.kernel is None:
            await super().kill(restart=restart)
        else:
            self.kernel.signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Asking it to."""
        if self.kernel is None:
            await super().terminate(restart=restart)
        else:
            self.kernel.signal(signal.SIGTERM)

    def _ended(self) -> None:
        """A kernel that ended by itself is taken off the server's list: nobody can reach it any more."""
        manager: Any = self.parent
        kernels = getattr(manager, "parent", None)
        if kernels is not None and not manager.shutting_down and self.kernel_id in kernels:
            self.log.warning("The kernel %s has ended by itself", self.kernel_id)
            self._last = asyncio.ensure_future(kernels.shutdown_kernel(self.kernel_id, now=True))
