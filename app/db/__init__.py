"""What is kept: tables, the one transaction, migrations."""
