"""Suites of gate 1: does each feed keep its contract?"""
