"""The command `counterparts`."""
