"""One module a page: its routes, each with its policy."""
