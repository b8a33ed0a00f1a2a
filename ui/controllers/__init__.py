"""Controllers: they turn what the user does and what the engine says into actions, and state into what views show."""
