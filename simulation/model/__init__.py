"""The partnership itself: luck, world, rules, the week, scenarios and plans."""
