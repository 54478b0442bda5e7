"""Return and reintegration: reception on the day of arrival, follow-up by rule, and the evidence beside the criteria of closing."""
