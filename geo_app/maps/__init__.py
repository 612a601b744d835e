"""Maps: Folium draws a constant shell; data comes as JSON and is put in by our own scripts."""
