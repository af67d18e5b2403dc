"""Benchmarks: retrieval quality, speed, load, and grouping and matching of questions; each is a command of its own."""
