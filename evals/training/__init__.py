"""How the small classifiers are trained; each a command, each with a fixed seed."""
