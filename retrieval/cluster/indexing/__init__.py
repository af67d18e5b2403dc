"""Indexing: a library of this machine in, a generation of indices on the cluster out.

May import the rest of the cluster's room; nothing there imports it.
"""
