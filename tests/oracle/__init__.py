"""The whole model once more, agent by agent in plain Mesa, written from what the rules' docstrings say and not from their code.

Where the arrays and this agree, the docstrings tell the truth. It is also the baseline that speed is measured against.
"""
