"""What the plainest program would take; committed so that ratios mean the same tomorrow."""
