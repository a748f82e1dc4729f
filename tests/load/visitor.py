"""A visitor, as tests of the server send one: the pretend phone that `counterparts rehearse` fills a room with."""

from simulation.serving.rehearsal.phone import PAGE, PATIENCE, Phone

__all__ = ["PAGE", "PATIENCE", "Visitor"]
Visitor = Phone
