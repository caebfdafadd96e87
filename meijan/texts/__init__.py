"""The texts that residents see: by code, with their parts, and how a city changes them without a developer."""
