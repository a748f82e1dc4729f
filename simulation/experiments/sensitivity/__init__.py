"""Which of the things we suppose about people matter: made with SALib (`study`), kept as data, read without it."""

from simulation.ensemble.stored_sensitivity import Influence, Study, load_study, what_matters

__all__ = ["Influence", "Study", "load_study", "what_matters"]
