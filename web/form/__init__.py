"""Customers who write: the form at /assistenza, and the page of one's own request.

An application of its own, built when the first customer comes: see `web.form.application`.
"""
