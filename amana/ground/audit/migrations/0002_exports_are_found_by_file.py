from django.db import migrations

# Who has seen a file: an export names its files in one entry.
SQL = """
SET ROLE amana_keeper;
CREATE INDEX entry_exported ON audit.entry USING gin ((details -> 'subjects')) WHERE verb = 'files.exported';
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_acts_are_recorded")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
