"""The common fault on made-up weeks: how soon planted outages are proposed, and how often nothing is one."""
