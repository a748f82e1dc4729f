"""Kernels that are started anew, where none can be forked: they take turns, and the server goes first.

Each works for seconds until its page is there. All at once would keep everybody else waiting for as long as all of them
take together.
"""

from __future__ import annotations

import asyncio
import os
import time
from contextlib import suppress
from typing import Any

import psutil
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from simulation.serving.jupyter_adapter import register_provisioner
from simulation.serving.kernels.first_zygote import LEAN_ENVIRONMENT
from simulation.serving.resources import processors
from simulation.serving.settings import DEFAULT, ServerSettings

NAME = "counterparts-anew"
_LOW_PRIORITY = 5 if psutil.POSIX else psutil.BELOW_NORMAL_PRIORITY_CLASS  # type: ignore[attr-defined,unused-ignore]


class AnewProvisioner(LocalProvisioner):
    """Starts a kernel as Jupyter does, with as many others as there are processors, until each is at rest."""

    settings: ServerSettings = DEFAULT
    _turns: asyncio.Semaphore | None = None  # of the server's event loop

    @classmethod
    def take_turns(cls, settings: ServerSettings) -> str:
        """From now on, with these settings. Returns the name that Jupyter knows the provisioner by."""
        AnewProvisioner.settings = settings
        AnewProvisioner._turns = asyncio.Semaphore(max(1, int(processors())))
        register_provisioner(NAME, AnewProvisioner)
        return NAME

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Wait for a turn, and start."""
        kwargs["env"] = {**(kwargs.get("env") or os.environ), **LEAN_ENVIRONMENT}
        if self._turns is None:
            return await super().launch_kernel(cmd, **kwargs)
        await self._turns.acquire()
        try:
            connection = await super().launch_kernel(cmd, **kwargs)
            process = psutil.Process(self.pid)
            process.nice(_LOW_PRIORITY)
        except psutil.Error:  # it has ended already, as whoever waits for it will see
            self._turns.release()
        except BaseException:
            self._turns.release()
            raise
        else:
            self._turn = asyncio.create_task(_release_at_rest(self._turns, process, self.settings))
        return connection


async def _release_at_rest(turns: asyncio.Semaphore, process: psutil.Process, settings: ServerSettings) -> None:
    """End a turn once a process works no more, has ended or takes too long."""
    end, worked, rested_s = time.monotonic() + settings.kernel_turn_timeout_s, 0.0, 0.0
    try:
        with suppress(psutil.Error):
            while time.monotonic() < end and rested_s < settings.kernel_rest_s:
                await asyncio.sleep(settings.kernel_rest_poll_s)
                if process.status() == psutil.STATUS_ZOMBIE:
                    return
                before, worked = worked, sum(process.cpu_times()[:2])
                is_resting = worked > 0 and worked - before < settings.kernel_rest_share * settings.kernel_rest_poll_s
                rested_s = rested_s + settings.kernel_rest_poll_s if is_resting else 0.0
    finally:
        turns.release()
