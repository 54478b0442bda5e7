"""The program's own kind of hash, without its deliberate cost."""
from django.contrib.auth.hashers import Argon2PasswordHasher


class Quick(Argon2PasswordHasher):
    time_cost, memory_cost, parallelism = 1, 64, 1
