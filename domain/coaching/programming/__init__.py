"""Dosing: sets, repetitions, loads, rests and minutes of what was chosen, and how the weeks go on."""
