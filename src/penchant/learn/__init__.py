"""What feedback means: rewards of events, and of silence."""
