"""Cluster: a library's passages, reports and term statistics on OpenSearch, behind the doors of the embedded index.

In: the settings of a cluster; queries and conditions.
Out: an index of a library that searches itself. Text is analysed here and sent as tokens, so that the cluster sees the
same terms as the embedded index; nothing but this room knows the client library.
May import: everything below, and no other room of its layer.
"""
