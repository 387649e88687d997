"""Meals: dishes made of foods, who may eat them, and plans whose numbers are computed."""
