"""The command line `amana`."""
