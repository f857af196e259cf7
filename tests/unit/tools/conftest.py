"""Property tests here run the same examples each time, and no machine is too slow for them."""

from hypothesis import settings

settings.register_profile("steady", max_examples=25, deadline=None, derandomize=True)
settings.load_profile("steady")
