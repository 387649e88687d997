"""How a profile is read: liberal in shape, strict in meaning. `domain.profile_reader` is the way in."""
