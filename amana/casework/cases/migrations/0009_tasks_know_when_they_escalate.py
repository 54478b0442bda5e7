"""A task knows from when it is told one step higher. What was planned before gets the moments that its own time gives, holidays as they stand now."""
from django.db import migrations, models

from amana.lib.workdays import moment_at

SHARES = (1.5, 2.0)  # as the rule was on that day


def fill(apps, schema_editor) -> None:
    """Its time began when it was planned. Not a change by anybody: its version and its past stay."""
    with schema_editor.connection.cursor() as cursor:
        for table in ("cases_task", "cases_task_past", "holidays_holiday"):
            cursor.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
        cursor.execute("ALTER TABLE cases_task DISABLE TRIGGER USER")
        cursor.execute("""
            SELECT t.id, coalesce((SELECT min(p.changed_at) FROM cases_task_past p WHERE p.id = t.id), t.changed_at), t.due_at, t.clock FROM cases_task t
             WHERE t.escalates_at IS NULL AND t.changed_at IS NOT NULL""")
        tasks = cursor.fetchall()
        cursor.execute("SELECT h.day FROM holidays_holiday h WHERE NOT h.is_withdrawn AND NOT EXISTS (SELECT FROM holidays_holiday x WHERE x.replaces_id = h.id)")
        days = frozenset(day for day, in cursor.fetchall())
        cursor.executemany("UPDATE cases_task SET escalates_at = %s, escalates_further_at = %s WHERE id = %s",
                           [(*(moment_at(share, start, due_at, clock, days) for share in SHARES), key) for key, start, due_at, clock in tasks])
        cursor.execute("ALTER TABLE cases_task ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0008_circles_are_derived_by_index'),
        ('holidays', '0001_holidays_are_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='task',
            name='escalates_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='task',
            name='escalates_further_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='taskpast',
            name='escalates_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='taskpast',
            name='escalates_further_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['case', 'escalates_at'], name='task_open_by_case'),
        ),
    ]
