"""Indicators: their values, those behind them, and months that are closed (rules.md 5)."""
