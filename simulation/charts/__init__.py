"""Pictures, one a file, drawn by Altair ahead of time and kept as JSON; pages and results fill them with numbers."""
