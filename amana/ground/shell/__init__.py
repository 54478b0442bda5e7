"""The look: base pages, parts, fields, style and script. Knows nobody's data."""
