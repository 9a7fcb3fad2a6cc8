"""What a user says and does, read into interests."""
