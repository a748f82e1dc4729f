"""What a visitor can touch: levers, the bet, the chooser of partnerships, the plan code."""
