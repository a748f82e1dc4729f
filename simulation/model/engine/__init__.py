"""The engine: random streams, who is there and who is linked, and the loop made of the rules."""
