"""Claims -> one checked graph: mapping, conflicts, rules, shapes, policy."""
