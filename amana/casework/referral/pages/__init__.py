"""Pages of referrals: composing one, the list with its reading pane, the steps of each side, taking over."""
