"""The database: one transaction interface over SQLite and PostgreSQL, migrations, SQL in files.

`storage.opening.open_database(url)` is the entrance to the package. Drivers are imported only for the engine in use,
and nothing of the chat is imported here.
"""
