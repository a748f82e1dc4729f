"""The server: Voila inside, everything served from this machine, nothing asked of any other."""
