"""The routes, one file a noun. Each is one call of the engine."""
