"""Exchange: files in and out. What comes in is hostile until proven; what goes out opens elsewhere."""
