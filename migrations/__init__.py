"""Forward-only migrations, run by `adapters.storage.migrate` (or Piccolo's own command, through `piccolo_conf`)."""
