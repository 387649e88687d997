"""A person's right to have what is kept about them."""
