"""Elections: their configuration, how they open, close, are counted, decided and published."""
