"""Lets people in: the web application and the command line."""
