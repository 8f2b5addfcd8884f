"""Where secrets are kept, behind one small interface: environment, files, sealed rows; each further place is a file."""
