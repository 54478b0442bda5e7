from django.db import migrations

SQL = """
SET ROLE amana_keeper;
-- A job's session has a few verbs of its role and one subject.
ALTER TABLE keys.session ADD COLUMN job_verbs text[], ADD COLUMN job_subject uuid;
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0002_sessions_and_circles")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
