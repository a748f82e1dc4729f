"""The ways to run the model: many futures at once, or one in Mesa."""
