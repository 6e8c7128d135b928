"""Programs that open the real window and watch it; each is a process of its own."""
