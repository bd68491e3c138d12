"""Trains, exports and evaluates the models that ship inside Knowstream."""
