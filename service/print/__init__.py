"""What papers and pages share: their words, Typst, HTML, QR codes, and where messages go."""
