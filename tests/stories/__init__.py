"""Stories: what people go through from beginning to end, over several rooms."""
