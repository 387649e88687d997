"""The replay bench: simulated people live with the engine, with a fixed plan, and with plain linear progression."""
