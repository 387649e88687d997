"""One file per aggregate. Every query of a person's things carries the owner's id in its WHERE.

Plain reads and writes are Piccolo queries. What must be one statement to be right, or runs on every request or job,
is SQL.
"""
