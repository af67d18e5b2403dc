"""Texts: all Chinese that a person reads, in one module for each kind of reader.

Callers import the modules that they need, or names out of them. No name is in two modules. Templates are plain text:
code that shows them as HTML escapes the finished sentence.
"""
