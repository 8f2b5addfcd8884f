"""The gateway as other programs call it: the wires of OpenAI and Anthropic, as plain ASGI.

A request to a provider of its own wire passes byte for byte, but for what `body.py` splices in; one to another wire is
translated. `app.py` is the door.
"""
