"""Fakes of the ports, one file each; they keep the ports' promises and complain when they run dry.

Import from the file: `copilot.testing.records`, `copilot.testing.clock`. The contract tests run over these and
over the real adapters alike.
"""
