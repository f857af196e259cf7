"""Files as text: one reader a kind of file, each a function from a file's bytes to `Decoded`.

The libraries that parse are imported when the first such file is read.
"""
