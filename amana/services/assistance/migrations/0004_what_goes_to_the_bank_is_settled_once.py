from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assistance', '0003_indexes_for_long_lists'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='liststep',
            name='liststep_step',
        ),
        migrations.AddField(
            model_name='paymentlist',
            name='filed_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='paymentlist',
            name='recalled',
            field=models.IntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name='payment',
            name='state',
            field=models.CharField(choices=[('listed', 'Listed'), ('ordered', 'Waits for the answer'), ('paid', 'Paid'), ('failed', 'Could not be paid'), ('returned', 'Came back'), ('dropped', 'Dropped'), ('recalled', 'Taken back before it went to the bank')], default='listed', editable=False, max_length=8),
        ),
        migrations.AddConstraint(
            model_name='liststep',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['release', 'file', 'send', 'drop', 'close'])), name='liststep_step'),
        ),
    ]
