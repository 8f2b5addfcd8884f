"""Organizations, teams, users and roles; signing in; login sessions; API keys.

Services here open their own transactions, each public method one: signing in must look across organizations before it
knows which one it is for, and what is cached about a principal is forgotten after the commit, not before.
"""
