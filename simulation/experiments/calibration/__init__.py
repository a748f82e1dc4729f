"""Calibration: the sets of assumptions under which the model meets its evidence, found by history matching.

1. *Waves* (`waves`, `store`). Sets are run for real and stored with all their figures. The first wave spreads over the
   whole prior (even over the declared ranges) and round the defaults, each later one is drawn from what the waves
   before it leave possible.
2. *Emulator* (`emulator`). A Gaussian process for each figure, with an error that is measured on sets it was not
   fitted to.
3. *Posterior* (`posterior`). The prior times the probability, by the emulator, that a set meets all patterns but the
   few it may miss; drawn from by Markov chains, twice, until both agree.
4. *Selection* (`candidates`, `selection`, `claims_shown`, `between`). Draws of the posterior are run for real with 30
   futures. Those that do meet enough patterns are the sample E; those of them that also show enough of the claims are
   EC. Where these are few, more are looked for on straight lines between E and the defaults.
5. *Defaults* (`settle`). Sets round today's defaults say how each figure answers there; the smallest move after which
   all lie well inside their bands is proposed.

And how far to believe it: `recovery` (known sets are found again from figures made with them), `held_out` (each theme
of the evidence is predicted from the others), `held_by` (prior beside posterior, what nothing holds, what trades off).

History matching by emulator: Craig et al. 1997, Williamson et al. 2013; refocusing wave by wave: Salter et al. 2019.
Methods that run the model in every step of a chain or of a population (ABC-MCMC, ABC-SMC as in pyabc) would need
hundreds of thousands of runs in a hundred dimensions, at half a second each.
"""
