"""Sensitivity of results to assumptions: a study made with SALib (`study`), stored as data and loaded without it."""

from simulation.ensemble.stored_sensitivity import Influence, Study, load_study, what_matters

__all__ = ["Influence", "Study", "load_study", "what_matters"]
