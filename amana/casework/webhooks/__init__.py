"""An organisation's program is told that something changed: a pointer without personal data, posted to an address that its administrator names."""
