"""The pages a room sees: pictures, controls and the boards that put them together. No other room knows of widgets."""
