"""Pictures, one a file. Altair draws them ahead of time; a participant's kernel only sends numbers."""
