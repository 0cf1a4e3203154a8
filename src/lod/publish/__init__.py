"""Graph -> the files that people fetch: the dumps, each streamed from one sorted dataset."""
