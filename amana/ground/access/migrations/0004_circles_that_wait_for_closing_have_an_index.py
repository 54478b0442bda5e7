from django.db import migrations

SQL = "SET ROLE amana_keeper; CREATE INDEX circle_waits_for_closing ON ring.circle (organisation) WHERE needs = 'approve_closure'; SET ROLE amana_owner"


class Migration(migrations.Migration):
    dependencies = [("access", "0003_jobs_have_sessions")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
