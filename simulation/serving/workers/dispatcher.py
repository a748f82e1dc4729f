"""The process between kernels and workers: one thread for each connection, one queue and one cache for all."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import struct
import threading
from multiprocessing.connection import Connection, Listener

from simulation.fault_log import log_fault
from simulation.serving.idle_trim import trim
from simulation.serving.settings import DEFAULT, ServerSettings
from simulation.serving.workers.messages import REFUSED, Job, Request, Worker
from simulation.serving.workers.reply_cache import ReplyCache
from simulation.serving.workers.request_queue import RequestQueue


class Session:
    """A kernel's connection. Two threads send on it: its own, from the cache, and those of workers."""

    def __init__(self, connection: Connection, send_timeout_s: int) -> None:
        self.connection = connection
        self._sending = threading.Lock()
        self._socket = socket.socket(fileno=os.dup(connection.fileno()))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("@ll", send_timeout_s, 0))

    def send(self, reply: bytes) -> None:
        """Send a reply; a kernel that has hung up gets nothing, and one that does not read is hung up on."""
        with self._sending, contextlib.suppress(OSError):
            try:
                self.connection.send_bytes(reply)
            except BlockingIOError:
                self._socket.shutdown(socket.SHUT_RDWR)  # its thread then ends as if the kernel had hung up

    def close(self) -> None:
        """Once its thread ends."""
        with self._sending:
            self._socket.close()
            self.connection.close()


class Dispatcher:
    """Serves the connections of a listener. `workers`: how many workers there are to be."""

    def __init__(self, listener: Listener, workers: int, settings: ServerSettings = DEFAULT) -> None:
        self.settings = settings
        self._listener = listener
        self.queue: RequestQueue[Session] = RequestQueue(workers, settings.worker_attempts)
        self.cache = ReplyCache(settings.reply_cache_bytes)
        self._active = threading.Event()  # a reply was sent
        self._ended = threading.Event()

    def run(self, lifeline: socket.socket) -> None:
        """Serve until the other end of the lifeline is closed."""
        threading.stack_size(self.settings.worker_stack_bytes)
        for work in (self._accept, self._trim):
            threading.Thread(target=work, daemon=True).start()
        lifeline.recv(1)
        self._ended.set()

    def _accept(self) -> None:
        while not self._ended.is_set():
            try:
                connection = self._listener.accept()
            except OSError as error:  # no more file descriptors, for now
                log_fault(error)
                self._ended.wait(self.settings.worker_accept_retry_s)
                continue
            try:
                threading.Thread(target=self._serve, args=[connection], daemon=True).start()
            except RuntimeError as error:  # no more threads
                log_fault(error)
                connection.close()

    def _serve(self, connection: Connection) -> None:
        """A connection's whole life, of a worker or a kernel; one that sends anything else is closed."""
        with connection:
            try:
                first = connection.recv()
                if isinstance(first, Worker):
                    self._serve_worker(connection, first.pid)
                else:
                    self._serve_session(Session(connection, self.settings.worker_send_timeout_s), first)
            except (EOFError, OSError):  # hung up
                pass
            except Exception as error:  # a message that cannot be unpickled
                log_fault(error)

    def _serve_session(self, session: Session, request: object) -> None:
        try:
            while True:
                if not isinstance(request, Request):
                    raise TypeError("a request that is none")
                reply = self.cache.get(request)
                if reply is None:
                    self.queue.put(session, request)
                else:
                    self.queue.drop(session)  # its older request is superseded
                    session.send(reply)
                request = session.connection.recv()
        finally:
            self.queue.drop(session)
            session.close()

    def _serve_worker(self, connection: Connection, pid: int) -> None:
        while True:
            job = self.queue.take()
            try:
                reply = self.cache.get(job.request) or self._run(connection, job)
            except (EOFError, OSError) as error:
                self._send(self.queue.lose(job.request), REFUSED)
                if isinstance(error, TimeoutError):
                    os.kill(pid, signal.SIGKILL)  # the pool replaces it
                raise
            if reply != REFUSED:
                self.cache.put(job.request, reply)
            self._send(self.queue.finish(job.request), reply)
            self._active.set()

    def _run(self, connection: Connection, job: Job) -> bytes:
        """The worker's reply. Raises TimeoutError when it takes too long, EOFError or OSError when it has ended."""
        connection.send(job)
        if not connection.poll(self.settings.worker_run_timeout_s):
            raise TimeoutError("a worker did not answer in time")
        return connection.recv_bytes()

    @staticmethod
    def _send(sessions: list[Session], reply: bytes) -> None:
        for session in sessions:
            session.send(reply)

    def _trim(self) -> None:
        while True:
            self._active.wait()
            self._active.clear()
            if not self._active.wait(self.settings.worker_trim_after_s):
                trim()
