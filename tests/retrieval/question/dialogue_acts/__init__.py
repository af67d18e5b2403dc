"""Messages that ask nothing."""
