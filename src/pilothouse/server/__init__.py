"""The HTTP edge kit: the app, its envelope and errors, paging, server-sent events, the page's files."""
