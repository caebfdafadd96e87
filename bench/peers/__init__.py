"""The same idea dialogue as other projects would build it, equally durable. Runs in an environment of its own."""
