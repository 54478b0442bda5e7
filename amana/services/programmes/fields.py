"""Money in a table: exact, two decimals."""
from django.db import models


def money(**options) -> models.DecimalField:
    return models.DecimalField(max_digits=14, decimal_places=2, **options)
