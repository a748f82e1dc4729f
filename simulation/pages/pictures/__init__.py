"""What the pictures of a page show and send: widgets, their numbers, text alternatives; Altair drew them ahead."""
