"""Experiments: designs, the runs that answer to evidence, calibration, sensitivity."""
