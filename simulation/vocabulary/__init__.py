"""What words and numbers mean."""
