"""The model: engine, rules, parameters, scenarios and plans."""
