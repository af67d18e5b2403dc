"""Indexing: copies the index of a library on this machine to the cluster.

In: an index of segments.
Out: a generation of indices on the cluster, which serves when it is complete.
May import: the rest of the cluster's room; nothing there imports this one.
"""
