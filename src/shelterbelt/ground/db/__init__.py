"""The database: PostgreSQL, embedded or given, with an application role that owns nothing."""
