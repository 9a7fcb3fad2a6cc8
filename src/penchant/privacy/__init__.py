"""What of a person may leave this process: their consent, and the redaction of what identifies people."""
