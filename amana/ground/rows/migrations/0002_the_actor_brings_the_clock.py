from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("rows", "0001_the_keeper_has_a_seal_and_a_clock")]
    operations = [migrations.RunSQL("SET ROLE amana_keeper; ALTER TYPE entry.facts ADD ATTRIBUTE clock timestamptz; SET ROLE amana_owner;", migrations.RunSQL.noop)]
