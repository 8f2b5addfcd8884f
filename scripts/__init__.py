"""What `scripts/dev.sh` runs beyond a few lines of shell."""
