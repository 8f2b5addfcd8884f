"""Invoke: run an agent by one request, named or chosen by the prompt; in one piece, as a stream, or to poll."""
