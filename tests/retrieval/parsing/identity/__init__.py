"""What a document is, as its text states it."""
