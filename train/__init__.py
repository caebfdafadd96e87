"""Training of the second stage of understanding: `make train`. Needs scikit-learn, which the service does not."""
