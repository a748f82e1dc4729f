"""Properties are checked over inputs that are the same on every computer, and a bounded number of them."""

from hypothesis import settings

settings.register_profile("steady", derandomize=True, max_examples=50, deadline=None, database=None, print_blob=True)
settings.register_profile("wide", max_examples=1000, deadline=None)  # by hand: pytest --hypothesis-profile wide
settings.load_profile("steady")
