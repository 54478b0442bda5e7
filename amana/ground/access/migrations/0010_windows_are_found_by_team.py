from django.db import migrations, models

# Teams and bases go together: by each alone the planner supposes few windows where a desk has thousands, and sorts them.
SQL = """
SET ROLE amana_keeper;
CREATE INDEX ON ring.circle (team, basis, listed_at DESC, person DESC) WHERE basis IN ('offered', 'accepted');
CREATE STATISTICS ring.circle_team_basis (mcv) ON team, basis FROM ring.circle;
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0009_lists_have_a_view_of_their_own")]
    operations = [
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='AnyCircle',
            fields=[
                ('basis_id', models.UUIDField(primary_key=True, serialize=False)),
                ('person_id', models.UUIDField()),
                ('case_id', models.UUIDField(null=True)),
                ('basis', models.CharField(max_length=12)),
                ('team_id', models.UUIDField(null=True)),
                ('staff_id', models.UUIDField(null=True)),
                ('needs', models.CharField(max_length=40, null=True)),
                ('own', models.BooleanField()),
                ('near', models.BooleanField()),
                ('edit', models.BooleanField()),
                ('sections', models.IntegerField()),
                ('writable', models.IntegerField()),
                ('listed_at', models.DateTimeField()),
            ],
            options={
                'db_table': 'access_my_circle',
                'managed': False,
            },
        ),
    ]
