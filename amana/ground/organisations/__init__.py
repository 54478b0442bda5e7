"""Who works where: organisations, their teams and desks, the areas they cover, and what two of them agreed."""
