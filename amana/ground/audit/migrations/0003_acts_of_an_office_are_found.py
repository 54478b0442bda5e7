from django.db import migrations

# A page of what was done in an office must not read past all views of files.
SQL = """
SET ROLE amana_keeper;
CREATE INDEX entry_of_office ON audit.entry (organisation, at, id)
  WHERE split_part(verb, '.', 1) = ANY ('{invitation,membership,token,system,webhook,factor,staff,team,agreement,service,interpreter,organisation,holiday}'::text[]);
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_exports_are_found_by_file")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
