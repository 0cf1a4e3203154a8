"""Files that people edit -> documents, register and claims, every problem at its line."""
