"""The rules of ARCHITECTURE.md as functions: each takes source and returns complaints.

A test holds each rule over the real tree, and over a small bad sample so that the rule is known to
be able to fail.
"""
