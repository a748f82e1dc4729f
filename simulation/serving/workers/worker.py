"""A process that answers one request after the other, as the dispatcher sends them."""

from __future__ import annotations

import os
from multiprocessing.connection import Client, Connection

from simulation.ensemble.context import set_cache_limit
from simulation.fault_log import log_fault
from simulation.pages.executor import run, run_people, run_uncertainty_band
from simulation.serving.idle_trim import POOL_IDLE_S, trim
from simulation.serving.workers.messages import REFUSED, DoubtRequest, Job, PeopleRequest, Worker, reply_of

CONTEXT_BYTES = 200 * 2**20  # of draws and networks: a room plays several partnerships at a time


def work(address: str) -> None:
    """Connect to the dispatcher and serve it, also the one that replaces it, until nobody listens any more."""
    set_cache_limit(CONTEXT_BYTES)
    while True:
        try:
            connection = Client(address, "AF_UNIX")
        except OSError:
            return
        with connection:
            try:
                serve(connection)
            except (EOFError, OSError):  # that dispatcher has ended
                continue


def serve(connection: Connection) -> None:
    """Answer jobs until the other end hangs up, which raises EOFError or OSError."""
    connection.send(Worker(os.getpid()))
    trimmed = True
    while True:
        if not trimmed and not connection.poll(POOL_IDLE_S):
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
