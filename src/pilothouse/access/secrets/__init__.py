"""Where secrets are kept, behind one small interface: environment, files; later managers add a file each."""
