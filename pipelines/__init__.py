"""The order of work: exports are read, kept raw, scored, staged, put in order and published.

``sources`` turns each file into records; ``warehouse`` keeps them as they came, then works out what
they prove together; ``classify`` scores every text; ``metrics`` holds each published number once.
``__main__`` is the only place where these meet.
"""
