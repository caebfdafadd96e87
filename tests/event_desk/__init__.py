"""Elections from the city's side: files, opening, count, decision, exports."""
