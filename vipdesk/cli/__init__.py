"""The desk without a window: the same services, for scripts and for proof."""
