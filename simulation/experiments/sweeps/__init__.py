"""Experiments: plans run over many values of their numbers, into a folder that says how it was made."""
