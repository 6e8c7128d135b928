"""The figures to reach, measured against plain baselines in the same run."""
