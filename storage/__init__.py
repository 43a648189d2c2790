"""Where the rows live: one transaction interface over SQLite and PostgreSQL, migrations, SQL in files.

`storage.opening.open_database(url)` is the door; the rest of the package is behind it. Drivers are imported only
for the engine that is used, and nothing of the chat is imported here.
"""
