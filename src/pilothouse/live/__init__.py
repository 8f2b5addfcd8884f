"""What happened, in order, and its way to everyone who watches: the event log, one LISTEN, fan-out in memory."""
