"""A desk finds by an index what it accepted for nobody yet; whoever reaches the whole organisation, what was sent last."""
from django.db import migrations, models


def fill(apps, schema_editor) -> None:
    """What was accepted before for nobody yet."""
    with schema_editor.connection.cursor() as cursor:
        for table in ("referral_referral", "referral_target"):
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE referral_target DISABLE TRIGGER USER")
        cursor.execute("UPDATE referral_target t SET is_to_be_named = true FROM referral_referral r WHERE r.id = t.referral_id AND r.state = 'accepted' AND t.to_staff_id IS NULL")
        cursor.execute("ALTER TABLE referral_target ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_open_tasks_are_found_by_what_is_due'),
        ('consent', '0003_thumb_prints_have_a_photo'),
        ('directory', '0001_services'),
        ('organisations', '0002_agreement_knows_for_whom_it_was_recorded'),
        ('referral', '0004_steps_are_found_by_time'),
    ]

    operations = [
        migrations.AddField(
            model_name='target',
            name='is_to_be_named',
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='referral',
            index=models.Index(fields=['from_organisation_id', '-made_at', '-id'], name='referral_sent_latest'),
        ),
        migrations.AddIndex(
            model_name='target',
            index=models.Index(condition=models.Q(('is_to_be_named', True)), fields=['desk'], name='referral_to_be_named'),
        ),
    ]
