"""The shared database: tables, and functions over a connection that never commit."""
