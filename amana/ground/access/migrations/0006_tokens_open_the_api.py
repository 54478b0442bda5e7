from django.db import migrations, models

SQL = """
SET ROLE amana_keeper;
-- A token is a session of its own kind: `token` is its public key, `token_name` what its maker called it, `token_prefix` how it begins.
ALTER TABLE keys.session ADD COLUMN token uuid UNIQUE, ADD COLUMN token_name text, ADD COLUMN token_prefix text;
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0005_requests_are_counted")]
    operations = [
        migrations.AddField(model_name="staff", name="is_system", field=models.BooleanField(default=False, db_default=False)),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Token",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)), ("membership_id", models.UUIDField()), ("staff_id", models.UUIDField()),
                ("staff_name", models.TextField()), ("is_system", models.BooleanField()), ("role", models.TextField()), ("name", models.TextField()),
                ("prefix", models.TextField()), ("made_at", models.DateTimeField()), ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)), ("ended_at", models.DateTimeField(null=True)),
            ],
            options={"managed": False, "db_table": "access_token"},
        ),
    ]
