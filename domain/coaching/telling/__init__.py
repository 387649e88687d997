"""Saying: the programme as the plan a person reads, with reasons, next steps and what it is worth."""
