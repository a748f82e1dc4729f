"""Who may come in, who waits, and who has gone: the server never takes more visitors than the machine holds."""
