"""The window: views (widgets that draw frozen data), panels, controllers, and the app that wires them."""
