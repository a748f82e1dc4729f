"""A process that answers one request after the other, as the dispatcher sends them."""

from __future__ import annotations

import os
from multiprocessing.connection import Client, Connection

from simulation.ensemble.context import set_cache_limit
from simulation.fault_log import log_fault
from simulation.pages.executor import run, run_people, run_uncertainty_band
from simulation.serving.idle_trim import trim
from simulation.serving.settings import DEFAULT, ServerSettings
from simulation.serving.workers.messages import REFUSED, DoubtRequest, Job, PeopleRequest, Worker, reply_of


def work(address: str, settings: ServerSettings = DEFAULT) -> None:
    """Connect to the dispatcher and serve it, also the one that replaces it, until nobody listens any more."""
    set_cache_limit(settings.worker_context_bytes)
    while True:
        try:
            connection = Client(address, "AF_UNIX")
        except OSError:
            return
        with connection:
            try:
                serve(connection, settings.worker_trim_after_s)
            except (EOFError, OSError):  # that dispatcher has ended
                continue


def serve(connection: Connection, trim_after_s: float = DEFAULT.worker_trim_after_s) -> None:
    """Answer jobs until the other end hangs up, which raises EOFError or OSError."""
    connection.send(Worker(os.getpid()))
    trimmed = True
    while True:
        if not trimmed and not connection.poll(trim_after_s):
            trim()
            trimmed = True
        job: Job = connection.recv()
        trimmed = False
        connection.send_bytes(answer(job))


def answer(job: Job) -> bytes:
    """The reply to a job; where the run raises, a refusal, and the trace in the log."""
    request = job.request
    try:
        if isinstance(request, PeopleRequest):
            return reply_of(run_people(request.plan, request.future))
        if isinstance(request, DoubtRequest):
            return reply_of(run_uncertainty_band(request.plan, job.threads))
        return reply_of(run(request, job.threads))
    except Exception as error:  # the kernel runs it itself, and says what is wrong
        log_fault(error)
        return REFUSED
