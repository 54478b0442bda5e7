from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0001_programmes_and_the_ledger'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='entry',
            name='entry_choices',
        ),
        migrations.AlterField(
            model_name='entry',
            name='why',
            field=models.CharField(choices=[('allot', 'Budget granted'), ('commit', 'Approved'), ('order', 'Ordered, or released for payment'), ('give', 'Received by the person'), ('fail', 'Could not be paid'), ('recall', 'Taken back before it went to the bank'), ('return', 'Came back'), ('release', 'Not needed any more')], max_length=8),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(('source__in', ['donor', 'available', 'committed', 'ordered', 'spent']), ('target__in', ['donor', 'available', 'committed', 'ordered', 'spent']), ('why__in', ['allot', 'commit', 'order', 'give', 'fail', 'recall', 'return', 'release'])), name='entry_choices'),
        ),
    ]
