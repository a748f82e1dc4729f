"""The description of the model by the ODD standard, and the renewal of all that is generated or stored."""
