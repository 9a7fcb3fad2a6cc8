"""The lab: fixed protocols run on the engine that serves, their metrics with intervals, and a report that a person can read."""
