"""Cluster: a library's passages, reports, known questions and term statistics on OpenSearch.

In comes a library that was read on this machine; out come the same doors that the embedded index has: retriever, term
statistics, passage store, report catalog, known questions. Text is analysed here and sent as tokens, so that both see
the same terms. May import everything below answering; nothing but this room knows the client library.
"""
