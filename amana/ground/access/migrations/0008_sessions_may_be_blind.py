from django.db import migrations

SQL = """
SET ROLE amana_keeper;
-- A blind session sees heads as its role does, and reads and writes no section.
ALTER TABLE keys.session ADD COLUMN blind boolean NOT NULL DEFAULT false;
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0007_sessions_may_need_a_second_factor")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
