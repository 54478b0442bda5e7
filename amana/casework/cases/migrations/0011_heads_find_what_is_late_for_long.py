from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0010_open_tasks_are_found_by_what_is_due'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['escalates_further_at'], name='task_open_by_head'),
        ),
    ]
