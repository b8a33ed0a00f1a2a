"""The network of a ward: a listener in a process of its own, and archives that are asked at a click once they were switched on.

Otherwise window and engine open no socket.
"""
