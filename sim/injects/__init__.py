"""Injects: violations that a scenario plants, between what a station says and the post."""
