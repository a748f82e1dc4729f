"""Is this laptop fit for the day? Each line: what was looked at, what was found, what is to be done."""
