"""The engine for agents, over the Model Context Protocol: four tools that read or add, and none that takes away."""
