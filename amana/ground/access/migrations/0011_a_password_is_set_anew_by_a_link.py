from django.db import migrations

SQL = """
SET ROLE amana_keeper;
-- One link a person, so that a new one is the death of the former. `given_by`: a membership; NULL: somebody who runs commands on the machine.
CREATE TABLE keys.password_link (
  staff uuid PRIMARY KEY, token_hash bytea NOT NULL UNIQUE, given_by uuid, expires_at timestamptz NOT NULL, used_at timestamptz);
-- Whether the present password was set by a link, and by whose.
ALTER TABLE keys.password ADD COLUMN by_link boolean NOT NULL DEFAULT false, ADD COLUMN link_of uuid;
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0010_windows_are_found_by_team")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
