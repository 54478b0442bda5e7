from django.db import migrations, models

SQL = """
SET ROLE amana_keeper;
-- When the second factor was shown in this session; sessions of tokens and jobs come from one in which it was, or was not due.
ALTER TABLE keys.session ADD COLUMN proved_at timestamptz;
UPDATE keys.session SET proved_at = opened_at WHERE token IS NOT NULL OR job_verbs IS NOT NULL;

-- `verifier`: an app's secret, sealed under a key that the database never holds, or what a passkey's answers are checked with.
-- `mark` only grows: the last step of an app's clock, or a passkey's counter. So nothing shown once counts twice.
CREATE TABLE keys.factor (
  id uuid PRIMARY KEY, staff uuid NOT NULL, kind text NOT NULL CHECK (kind IN ('app', 'passkey')), name text NOT NULL, verifier bytea NOT NULL,
  credential bytea UNIQUE CHECK ((credential IS NOT NULL) = (kind = 'passkey')), mark bigint NOT NULL,
  made_at timestamptz NOT NULL DEFAULT now(), used_at timestamptz);
CREATE INDEX ON keys.factor (staff);
CREATE UNIQUE INDEX ON keys.factor (staff) WHERE kind = 'app';
-- Keyed hashes; each code opens once.
CREATE TABLE keys.printed_code (staff uuid NOT NULL, hash bytea NOT NULL, used_at timestamptz, PRIMARY KEY (staff, hash));
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0006_tokens_open_the_api")]
    operations = [
        migrations.AddField(model_name="role", name="second_factor", field=models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Factor",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("staff_id", models.UUIDField()), ("kind", models.TextField()),
                ("name", models.TextField()), ("made_at", models.DateTimeField()), ("used_at", models.DateTimeField(null=True)),
            ],
            options={"managed": False, "db_table": "access_factor"},
        ),
        migrations.CreateModel(
            name="OwnSession",
            fields=[
                ("id", models.TextField(primary_key=True, serialize=False)), ("membership_id", models.UUIDField()), ("opened_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()), ("device", models.TextField()), ("is_present", models.BooleanField()),
            ],
            options={"managed": False, "db_table": "access_own_session"},
        ),
    ]
