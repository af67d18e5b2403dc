"""Every Chinese word that a person reads; nothing else in the code speaks Chinese to anyone.

One module a reader; callers import the modules that they need, or names out of them. No name stands in two modules.
Templates are plain text. Whoever shows them in HTML escapes the finished sentence.
"""
