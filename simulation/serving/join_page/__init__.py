"""The room card: how people come in, for the trainer's terminal and for the projector."""
