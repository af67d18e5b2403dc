"""A browser for pages: what a person sees of the demo and of the dashboard, and what they press there."""
