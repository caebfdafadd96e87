"""Benches: what a turn and a broadcast cost, as ratios within one run. Run: make bench, or python -m bench NAME."""
