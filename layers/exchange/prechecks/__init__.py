"""Prechecks: what is looked at before a format reader touches a file. They run in the isolated child."""
