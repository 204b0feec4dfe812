"""gRPC servicers: message → order → use-case → message. No rule lives here."""
