"""What is where: GeoPandas layers on one store."""
