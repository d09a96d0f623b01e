"""What holds for all tests."""

from hypothesis import settings

# How long an example takes says something of the machine, and nothing of the law it is to hold.
settings.register_profile("saylau", deadline=None)
settings.load_profile("saylau")
