"""Tenants: several firms on one installation, nothing of one within reach of another."""
