"""What the outside touches: settings and navigation, the command line, the demo."""
