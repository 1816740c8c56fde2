"""The analyst's own tools in a notebook: how the answers weigh, what may be compared, new patterns, publishing.

Each has pure functions of its own and a small widget that shows them; nothing here is ever loaded by a dashboard.
"""
