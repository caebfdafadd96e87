"""What of an election is printed or looked at in a browser: poster, ballot, slips, result page, annex.

A page is HTML by Jinja2 without scripts and with a style sheet of its own; a paper is a tagged PDF (PDF/UA-1) by Typst.
Both show the same values, worded here: a template only arranges them.
"""
