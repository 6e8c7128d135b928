"""Fitting a scorecard: choose a file and its columns, look at what came out, accept or discard."""
