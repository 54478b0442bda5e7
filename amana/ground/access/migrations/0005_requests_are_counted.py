from django.db import migrations

SQL = """
SET ROLE amana_keeper;
-- Token buckets of requests: by account, by network, by organisation. Lost in a crash, and no loss.
CREATE UNLOGGED TABLE keys.bucket (
  budget text PRIMARY KEY, burst integer NOT NULL, a_second integer NOT NULL, tokens double precision NOT NULL, had boolean NOT NULL, at timestamptz NOT NULL);
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0004_lists_are_read_from_either_end")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
