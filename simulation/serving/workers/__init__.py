"""A pool of worker processes that run the plans (and record the futures) of one page's kernels.

Eighty kernels that each ran the model would need eighty times its memory, and push each other out of the processors'
caches. `pool` forks one `dispatcher` and a `worker` for each core from the page's zygote, and replaces those that end.
A kernel's `executor` sends requests to the dispatcher, which keeps them in a `request_queue`, gives them to workers,
and keeps replies in a `reply_cache`.

All of them speak by `multiprocessing.connection` over one Unix socket in the server's folder. Messages are unpickled,
so that folder must stay private (0700): whoever can write to the socket can run code. There is no authentication key
beside: its handshake has no time-out, so that a dispatcher that hangs would hang every kernel that connects.
"""
