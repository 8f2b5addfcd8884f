"""Named sets of permissions: the three that come with every organization, and its own."""
