"""Breaks the code on purpose, one small change at a time, and asks the tests whether they notice: `make mutants`.

It stands among the tests, because tests are what it evaluates; docs/decisions/0058 says why it is our own.
"""
