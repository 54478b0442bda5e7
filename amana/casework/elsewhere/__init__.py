"""Whether another organisation likely knows a person: at most "likely, ask", never where; and a message by which its desk may get in touch (docs/decisions/0036)."""
