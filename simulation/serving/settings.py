"""The server's settings: every time-out, size and limit it keeps to, each with its unit, in one frozen object."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, fields

from simulation.vocabulary.errors import SettingError, nearest, one_line

MEGABYTE = 2**20
GIGABYTE = 2**30


@dataclass(frozen=True)
class ServerSettings:
    """Times end in `_s` (seconds), sizes in `_bytes` or say their unit; everything else is a count.

    Whoever starts a server may give another value for any of them; a zygote, its kernels and its workers are told the
    same values. A value of the wrong kind is refused with a SettingError that says what is allowed.

    A dataclass, not a pydantic model: pydantic takes 0.2 s and 10 MB of every process that imports it, and the check
    below is all that it would do here.
    """

    # --- kernels
    fork: bool = True  # kernels, where the system can; otherwise Voila keeps a pool of them, slower and larger
    warm_kernels: int = 4  # that stand ready for each page when nobody said how many people come
    kernel_start_timeout_s: float = 30.0  # a zygote is ready in two seconds, a kernel in a fraction of one
    kernel_starts_at_once: int = 40  # at one zygote; what it then answers always fits into its channel
    kernel_welcome_timeout_s: float = 5.0  # for a kernel's first message on a new connection
    kernel_idle_timeout_s: float = 30 * 60.0  # without a visitor; the page's address brings everything back
    kernel_cull_interval_s: int = 60
    kernel_trim_after_s: float = 0.5  # without a message; then a kernel gives memory back
    warm_pool_pause_s: float = 2.0  # without a visitor, before more kernels are made: they compete with arrivals
    warm_pool_at_once: int = 2  # kernels that warm up at the same time
    zygote_deaths_tolerated: int = 8  # within `zygote_deaths_within_s`; after more, kernels are no longer forked
    zygote_deaths_within_s: float = 20.0
    zygote_retry_s: float = 10.0  # after that, until kernels are forked again if the cause is gone
    zygote_wait_s: float = 5.0  # that a page waits for a zygote which is being replaced
    zygote_poll_s: float = 0.05
    zmq_sockets: int = 16_384  # of all visitors; libzmq's own limit of 1,023 is 150 visitors

    # --- kernels that are started anew, where none can be forked
    kernel_turn_timeout_s: float = 20.0  # a kernel that still works then lets the next start all the same
    kernel_rest_s: float = 0.5  # without work, until its page counts as there
    kernel_rest_share: float = 0.2  # of a processor: less is no work
    kernel_rest_poll_s: float = 0.1
    pooled_share: float = 0.5  # of those whom the machine holds, for whom kernels may stand ready

    # --- workers
    worker_run_timeout_s: float = 15.0  # a worker that takes longer is given up
    worker_reply_timeout_s: float = 20.0  # a kernel that waits longer runs the plan itself
    worker_send_timeout_s: int = 5  # for a kernel to take its reply
    worker_accept_retry_s: float = 0.5
    worker_trim_after_s: float = 2.0  # what was given back takes time to come again
    worker_attempts: int = 3  # workers that may be lost over a request before it is refused
    worker_deaths_tolerated: int = 8  # within `worker_deaths_within_s`; after more, kernels run plans themselves
    worker_deaths_within_s: float = 20.0
    worker_retry_s: float = 10.0  # after that, until workers are forked again
    worker_backlog: int = 1024  # connections that may wait for the dispatcher
    worker_stack_bytes: int = 256 * 1024  # of a thread of the dispatcher
    worker_context_bytes: int = 200 * MEGABYTE  # of draws and networks kept: a room plays several partnerships
    reply_cache_bytes: int = 16 * MEGABYTE

    # --- the server's own process
    heartbeat_interval_s: float = 1.0
    heartbeat_timeout_s: float = 4.0  # without a heartbeat, until the server is taken for hung
    server_start_timeout_s: float = 120.0  # until its first; a first start compiles the model
    server_stop_timeout_s: float = 30.0
    server_deaths_tolerated: int = 5  # within `server_deaths_within_s`; after more, it is not started again
    server_deaths_within_s: float = 20.0
    returning_grace_s: float = 30.0  # that a new server keeps places for who was here

    # --- requests and messages
    ping_interval_s: float = 20.0  # between two pings of a websocket, and until one must have been answered
    comms_per_page: int = 16  # that a page itself has opened: one, and one for each time it came back of late
    websocket_message_bytes: int = 2**18  # a page's longest is some two thousand
    websocket_message_parts: int = 40  # channel, header, parent, metadata, content; then a widget's own bytes
    websockets_per_kernel: int = 4  # the newest count
    websocket_unsent_bytes: int = 4 * MEGABYTE  # that a page may leave unread before its connection is cut
    websocket_messages_per_second: float = 200.0  # a dragged slider sends some sixty
    websocket_messages_at_once: int = 400
    websocket_bytes_per_second: float = 2.0 * MEGABYTE
    websocket_bytes_at_once: int = 4 * MEGABYTE
    websocket_retry_s: float = 0.02  # between two looks whether a kernel takes messages again
    kernel_messages_waiting: int = 100  # at most, on their way to a kernel
    websocket_compression_level: int = 3  # a third of the bytes, 0.2 MB a visitor
    websocket_compression_memory_level: int = 5
    request_body_bytes: int = 2**14
    request_header_bytes: int = 2**14
    request_body_timeout_s: float = 15.0
    connection_idle_timeout_s: float = 120.0
    query_characters: int = 4_000  # of a page's address, with what others add to links
    page_retry_s: int = 2  # until a page that found no kernel asks again
    page_retries: int = 5  # and then says that it cannot be opened

    # --- admission control
    people_at_most: int = 500
    people_at_least: int = 2  # let in on any machine
    people_per_processor: int = 50  # with so many who all move sliders, one picture in twenty takes two seconds
    forked_kernel_megabytes: float = 25.0  # of a visitor, before any was measured
    started_kernel_megabytes: float = 140.0  # the same where kernels cannot be forked
    descriptors_per_visitor: int = 13  # seven for a page that is open, and a browser's six connections while it loads
    descriptors_spared: int = 40  # for pages that start, and files
    accept_retry_s: float = 1.0  # until new connections are taken again, where no more files could be opened
    visitors_measured: int = 12  # at a time
    admission_check_s: float = 5.0  # between two looks at who has gone
    admission_checks_per_measurement: int = 6
    pages_per_visitor: int = 4  # the newest count
    pages_without_cookies: int = 8  # at one network address
    unopened_pages_per_address: int = 90  # on their way at a time: phones behind one router share an address
    unopened_page_timeout_s: float = 90.0  # for a page that was sent to connect, over the slowest Wi-Fi
    unopened_page_crowded_timeout_s: float = 15.0  # the same, while somebody waits
    closed_page_timeout_s: float = 60.0  # after the last connection closed
    hidden_page_timeout_s: float = 600.0  # for a page whose screen is locked or that is behind another tab
    reload_grace_s: float = 5.0  # that a place is kept for somebody who has just left: a reload leaves first
    waiting_present_s: float = 25.0  # since a waiting page last asked; it asks at least every ten
    waiting_remembered_s: float = 600.0  # that the place of a locked phone is kept
    waiting_at_most: int = 1_000  # browsers whose position is remembered
    waiting_refresh_least_s: int = 3
    waiting_refresh_most_s: int = 10
    waiting_people_per_second: int = 15  # the longer the queue, the later a page asks again
    spared_bytes: float = GIGABYTE  # left to the trainer's browser and everything else ...
    spared_share: float = 0.1  # ... or this share of little memory

    def __post_init__(self) -> None:
        for each in fields(self):
            value, kind = getattr(self, each.name), str(each.type)
            numbers = (int,) if kind == "int" else (int, float)
            if kind == "bool":
                fits, allowed = isinstance(value, bool), "true or false"
            else:
                fits = isinstance(value, numbers) and not isinstance(value, bool) and 0 <= value < math.inf
                allowed = "a whole number from 0" if kind == "int" else "a number from 0"
            if not fits:
                raise SettingError(f"server setting {each.name} = {one_line(value)} must be {allowed}")

    def to_json(self) -> str:
        """For a process that is started with them."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> ServerSettings:
        """Of what `to_json` said, or of some fields. Raises SettingError for a name or value that does not fit."""
        values, known = json.loads(text), [each.name for each in fields(cls)]
        for name in values:
            if name not in known:
                raise SettingError(f"there is no server setting {one_line(name)}{nearest(name, known)}")
        return cls(**values)


DEFAULT = ServerSettings()
