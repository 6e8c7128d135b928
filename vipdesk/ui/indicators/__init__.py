"""Indicators: values, trend, those behind them, snapshots, closed months."""
