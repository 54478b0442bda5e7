"""Countries by ISO 3166 code, with their names in both languages."""
from amana.casework.registry import codes
from amana.ground.shell.values import once_a_language

# Whom the offices meet most stand first in lists.
FREQUENT = ("EGY", "SDN", "SYR", "ERI", "ETH", "SOM", "SSD", "YEM", "PSE", "IRQ", "LBY")


def country_name(code: str) -> str:
    """In the page's language; the code itself if it is unknown."""
    return codes.name(code, "countries")


@once_a_language
def choices() -> list[tuple[str, str]]:
    """Codes and names, the frequent ones first, then by name."""
    others = sorted((code for code in codes.rows("countries") if code not in FREQUENT), key=country_name)
    return [(code, country_name(code)) for code in (*FREQUENT, *others)]
