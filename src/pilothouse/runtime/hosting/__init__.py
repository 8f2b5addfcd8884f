"""Hosting: a run works as a task of this process, independent of its readers, and tells every replica what it says."""
