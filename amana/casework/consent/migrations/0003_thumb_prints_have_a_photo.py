from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0002_what_an_answer_closed_is_kept'),
    ]

    operations = [
        migrations.AddField(
            model_name='consentpaper',
            name='thumb_photo',
            field=models.BinaryField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='consentpaper',
            name='mode',
            field=models.CharField(choices=[('written', 'Signature on the screen'), ('thumb', 'Thumb print on paper, photographed'), ('oral_witness', 'Spoken, with a witness')], max_length=16),
        ),
        # Thumb prints that were taken before stand on paper alone; new ones have their photo.
        AddConstraintNotValid(
            model_name='consentpaper',
            constraint=models.CheckConstraint(condition=models.Q(('mode', 'thumb'), ('thumb_photo', None), _negated=True), name='consent_thumb_has_a_photo'),
        ),
    ]
