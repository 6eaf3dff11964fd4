"""Rules over the whole repository; each failure says what to do instead."""
