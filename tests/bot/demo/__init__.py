"""The demo: the program, its page over HTTP and in a browser, and the Bot API within it."""
