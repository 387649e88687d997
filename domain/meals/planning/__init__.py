"""Meal plans by integer programming: targets of a day, the programme, what gives way, swaps and shopping."""
