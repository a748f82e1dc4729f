"""Scenario, plan code, plan, loading: each stands on those before it."""
