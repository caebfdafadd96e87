"""An event on paper and in the browser: poster, list, page of one. Both show the same values, worded here."""
