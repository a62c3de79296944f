"""The arms of the command line: a module for each group of commands, which names them in ``COMMANDS``."""
