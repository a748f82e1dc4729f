"""Cases whose answer is known from elsewhere, and that a part of the engine must therefore give: one a file."""
