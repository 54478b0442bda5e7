"""Settings, addresses, navigation and wiring, and the pages that gather several packages."""
