"""The staff console: pages made on the server, and who may see which.

A page reads by functions of the store and writes by functions of service/, the same that dialogues and the command line
use. Every form works without a script; what a script adds is that drafts keep themselves and lists move.
"""
