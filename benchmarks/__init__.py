"""What is measured for speed and scale; each module a command with its method in its docstring."""
