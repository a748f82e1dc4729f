"""A plan as a model of the EMA workbench: levers to choose, uncertainties to suppose, outcomes to judge by.

The only module that imports the EMA workbench.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from simulation.ensemble.outcomes import OUTCOMES
from simulation.ensemble.run import run_futures
from simulation.ensemble.run_arguments import check_int, check_seed
from simulation.experiments.sweeps.possible import moved
from simulation.model.parameters import declared
from simulation.model.plans.loading import load
from simulation.model.plans.plan import Plan
from simulation.vocabulary.errors import ParameterError, nearest, one_line
from simulation.vocabulary.parameters import LEVER

if TYPE_CHECKING:
    from ema_workbench import Model


def ema_model(
    plan: Plan | str, names: Sequence[str], outcomes: Sequence[str] = ("gain",), *, futures: int = 30, seed: int = 7
) -> Model:
    """A plan as a model of the EMA workbench.

    Args:
        plan: a plan, or what `load` makes one of.
        names: the numbers that vary: levers become levers, settings and assumptions become uncertainties.
        outcomes: outcomes of which the mean over the futures is told (see `OUTCOMES`).
        futures: futures of each run, all under the same luck.
        seed: the seed of all draws.

    Returns:
        An `ema_workbench.Model`. Numbers that do not go together move towards the plan's own, together, as little as
        makes them possible.

    Raises:
        ParameterError: a number or outcome does not exist, or the EMA workbench is not installed (the extra `analysis`
            has it).
        ScenarioError: there is no such plan.

    Examples:
        >>> import logging
        >>> from simulation.experiments.ema_model import ema_model
        >>> model = ema_model("parliament_mentors", ["months", "fear", "habit_days"], futures=10)
        >>> from ema_workbench import perform_experiments
        >>> experiments, outcomes = perform_experiments(model, scenarios=2, policies=2)
        >>> outcomes["gain"].shape
        (4,)
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of pools that are not installed
        try:
            from ema_workbench import IntegerParameter, Model, RealParameter, ScalarOutcome
        except ImportError:
            raise ParameterError("the EMA workbench is not installed here; the extra `analysis` has it") from None
    for what, given in (("names", names), ("outcomes", outcomes)):
        if isinstance(given, str):
            raise ParameterError(f"{what} = {one_line(given)} must be a list of names, such as [{given!r}]")
    for outcome in outcomes:
        if outcome not in OUTCOMES:
            raise ParameterError(f"there is no outcome called {one_line(outcome)}{nearest(str(outcome), OUTCOMES)}")
    numbers = [declared(name) for name in names]
    function = _means(load(plan), tuple(outcomes), check_int("futures", futures, 1, 1_000_000), check_seed(seed))
    model = Model("counterparts", function=function)
    of_kind: dict[bool, list[Any]] = {True: [], False: []}
    for number in numbers:
        kind = IntegerParameter if number.whole else RealParameter
        of_kind[number.role is LEVER].append(kind(number.name, number.low, number.high))
    if of_kind[True]:
        model.levers = of_kind[True]
    if of_kind[False]:
        model.uncertainties = of_kind[False]
    model.outcomes = [ScalarOutcome(outcome) for outcome in outcomes]
    return model


def _means(plan: Plan, outcomes: Sequence[str], futures: int, seed: int) -> Callable[..., dict[str, float]]:
    def run(**numbers: float) -> dict[str, float]:
        values = {name: value.item() if isinstance(value, np.generic) else value for name, value in numbers.items()}
        try:
            changed = plan.with_(**values)
        except ParameterError:
            changed = moved(plan, values)
        results = run_futures(changed, futures, seed, keep=())
        return {name: float(np.nanmean(results.per_future(name))) for name in outcomes}

    return run
