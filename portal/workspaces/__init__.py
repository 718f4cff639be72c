"""The pages on which people, settings and brand are kept."""
