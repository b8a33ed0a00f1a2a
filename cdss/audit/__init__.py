"""The audit: who opened, assessed, decided and sent out what, in a log of which nothing can be changed unseen."""
