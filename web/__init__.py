"""Pages and the JSON API over the facade; no logic of its own."""
