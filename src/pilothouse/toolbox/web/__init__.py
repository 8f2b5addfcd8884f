"""What web tools share: answers as a model reads them, readable pages, and a browser whose requests are checked."""
