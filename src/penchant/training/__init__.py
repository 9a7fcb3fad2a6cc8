"""Training: from the store's own log to a model that serves, when it has proved better on people it did not learn from."""
