"""Tables' common ground: engine, column types, unit of work, migrations."""
