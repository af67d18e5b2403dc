"""Tests of what stands around the bot: audit, units, container, handbook."""
