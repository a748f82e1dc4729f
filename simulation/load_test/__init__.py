"""The room before the day: simulated clients against a real server on this machine, and what that tells."""
