"""Ideas: the items a person would ideally want, written down before the catalogue is looked at."""
