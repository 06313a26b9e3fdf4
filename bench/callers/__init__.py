"""Simulated callers: who they are, what is misheard of them, their calls, and at which number we ring."""
