"""A visitor, as tests of the server send one: the pretend phone that `counterparts rehearse` fills a room with."""

from simulation.load_test.simulated_client import PAGE, PATIENCE, Phone

__all__ = ["PAGE", "PATIENCE", "Visitor"]
Visitor = Phone
