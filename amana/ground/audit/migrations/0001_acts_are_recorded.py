from django.db import migrations

# No counter and no chain: sealing is done outside, by blocks of finished transactions (SECURITY.md §6).
SQL = """
SET ROLE amana_keeper;
CREATE TABLE audit.entry (
  epoch integer NOT NULL DEFAULT 1, xid xid8 NOT NULL DEFAULT pg_current_xact_id(), id uuid NOT NULL DEFAULT gen_random_uuid(),
  at timestamptz NOT NULL, membership uuid, staff uuid, organisation uuid, request uuid,
  verb text NOT NULL, subject uuid, sections integer NOT NULL DEFAULT 0, details jsonb NOT NULL DEFAULT '{}');
CREATE INDEX ON audit.entry (epoch, xid);
CREATE INDEX ON audit.entry (subject, at);
CREATE INDEX ON audit.entry (organisation, at);
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("rows", "0001_the_keeper_has_a_seal_and_a_clock")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
