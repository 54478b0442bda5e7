"""An alarm keeps in which section its reason stands, where no login of the program reads it: so that more than assessments can raise one."""
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('assessments', '0001_assessments_are_recorded'),
    ]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE assessments_alarm ADD COLUMN section integer;
            ALTER TABLE assessments_alarm NO FORCE ROW LEVEL SECURITY;
            ALTER TABLE assessments_assessment NO FORCE ROW LEVEL SECURITY;
            UPDATE assessments_alarm a SET section = s.section FROM assessments_assessment s WHERE s.id = a.assessment_id;
            """,
            "ALTER TABLE assessments_alarm DROP COLUMN section",
        ),
    ]
