"""Search backends, one file each. A file here that declares `@search_backend` is found."""
