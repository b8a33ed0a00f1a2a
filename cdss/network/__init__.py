"""What listens on the network of a ward, in a process of its own: the window and the engine never open a socket."""
