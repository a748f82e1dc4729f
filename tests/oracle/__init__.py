"""The whole model once more, agent by agent in plain Mesa, written from what the rules' docstrings say and not from their code.

What each rule does stands beside its story, as `twin` in `tests/unit/model/rules/test_<rule>.py`; here are the agents, the
links, the week and the luck. It is also the baseline that speed is measured against.
"""
