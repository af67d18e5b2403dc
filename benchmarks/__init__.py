"""Measurements of the product beside its peers: retrieval quality, speed, load."""
