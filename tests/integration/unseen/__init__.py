"""Exports of systems nobody here has seen, generated with figures known beforehand."""
