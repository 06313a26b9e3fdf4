"""The tests: rules as tables, edges with a real database, whole calls as stories."""
