"""Webhooks out: of which events other programs are told, where, signed how, and tried how often."""
