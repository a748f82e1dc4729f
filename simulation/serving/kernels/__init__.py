"""Kernels that start fast: copies of one prepared process, instead of a new one that imports everything anew.

The server starts one zygote, single-threaded, which makes ready what every visitor needs: imports, draws, networks,
and for each page a copy of itself in which the page is already open. A visitor's kernel is a fork of that; what it does
not change it shares. `zygote_supervisor` is the server's side, `zygote` and
`kernel_main` the other, `channel` between them. A
page's plans are run by a pool of workers beside its kernels (`simulation.serving.workers`).
"""
