"""What discovery is measured on: a hard set of our own, and the live functions of BFCL."""
