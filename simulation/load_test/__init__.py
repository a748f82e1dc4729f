"""The room before the day: pretend phones against a real server on this machine, and what that tells."""
