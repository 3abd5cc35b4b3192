"""Suites of gate 2: do the facts and marts mean what their models say?"""
