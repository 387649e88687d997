"""Choosing: what a person may do, how the week is divided, and which exercises fill it."""
