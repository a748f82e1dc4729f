"""Kernels that are started anew, where none can be forked: they take turns, and the server goes first.

Each works for seconds until its page is there. All at once would keep everybody else waiting for as long as all of them
take together.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import AsyncExitStack, suppress
from typing import Any

import psutil
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from simulation.serving.jupyter_adapter import register_provisioner
from simulation.serving.kernels.first_zygote import LEAN_ENVIRONMENT
from simulation.serving.resources import processors
from simulation.serving.settings import DEFAULT, ServerSettings

NAME = "counterparts-anew"
_LOW_PRIORITY = 5 if psutil.POSIX else psutil.BELOW_NORMAL_PRIORITY_CLASS  # type: ignore[attr-defined,unused-ignore]


# A message that opens a comm and makes no sense is logged with its trace on stderr, and a kernel's stderr goes to the
# browser.
NO_TRACES_OF_COMMS = (
    "--IPKernelApp.exec_lines=for _name in ('Comm', 'ipykernel.comm'): "
    "__import__('logging').getLogger(_name).disabled = True"
)


class AnewProvisioner(LocalProvisioner):
    """Starts a kernel as Jupyter does, with as many others as there are processors, until each is at rest."""

    settings: ServerSettings = DEFAULT
    _turns: asyncio.Semaphore | None = None  # of the server's event loop
    _pool_turns: asyncio.Semaphore | None = None  # kernels of Voila's pool take one of these too

    @classmethod
    def take_turns(cls, settings: ServerSettings) -> str:
        """From now on, with these settings. Returns the name that Jupyter knows the provisioner by."""
        AnewProvisioner.settings = settings
        at_once = max(1, int(processors()))
        AnewProvisioner._turns, AnewProvisioner._pool_turns = asyncio.Semaphore(at_once), asyncio.Semaphore(at_once)
        register_provisioner(NAME, AnewProvisioner)
        return NAME

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Wait for a turn, and start."""
        cmd = [*cmd, NO_TRACES_OF_COMMS]
        kwargs["env"] = {**(kwargs.get("env") or os.environ), **LEAN_ENVIRONMENT}
        if self._turns is None or self._pool_turns is None:
            return await super().launch_kernel(cmd, **kwargs)
        is_pooled = kwargs["env"].get("VOILA_PREHEAT") == "True"
        turns = [self._pool_turns, self._turns] if is_pooled else [self._turns]
        taken = AsyncExitStack()
        try:
            for each in turns:
                await taken.enter_async_context(each)
            connection = await super().launch_kernel(cmd, **kwargs)
            process = psutil.Process(self.pid)
            process.nice(_LOW_PRIORITY)
        except psutil.Error:  # it has ended already, as whoever waits for it will see
            await taken.aclose()
        except BaseException:
            await taken.aclose()
            raise
        else:
            self._turn = asyncio.create_task(_release_at_rest(taken, process, self.settings))
        return connection


async def _release_at_rest(taken: AsyncExitStack, process: psutil.Process, settings: ServerSettings) -> None:
    """End a turn once a process works no more, has ended or takes too long."""
    end, worked, rested_s = time.monotonic() + settings.kernel_turn_timeout_s, 0.0, 0.0
    try:
        with suppress(psutil.Error):
            while time.monotonic() < end and rested_s < settings.kernel_rest_s:
                await asyncio.sleep(settings.kernel_rest_poll_s)
                status = process.status()
                if status == psutil.STATUS_ZOMBIE:
                    return
                before, worked = worked, sum(process.cpu_times()[:2])
                is_starved = psutil.POSIX and status == psutil.STATUS_RUNNING  # it would work, and others do instead
                little = settings.kernel_rest_share * settings.kernel_rest_poll_s
                is_resting = worked > 0 and worked - before < little and not is_starved
                rested_s = rested_s + settings.kernel_rest_poll_s if is_resting else 0.0
    finally:
        await taken.aclose()
