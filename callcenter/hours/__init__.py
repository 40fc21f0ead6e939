"""Opening hours: slots, lunch, weekends, Korean public holidays, overrides, and working time."""
