from django.db import migrations

# Their files may be at the bank: nothing is taken back of them any more. What was answered is closed, as a list now closes itself.
SQL = """
RESET ROLE;
UPDATE assistance_paymentlist SET filed_at = now() WHERE state IN ('released', 'sent', 'closed');
UPDATE assistance_paymentlist SET state = 'closed' WHERE state = 'sent' AND waiting = 0;
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('assistance', '0004_what_goes_to_the_bank_is_settled_once'),
    ]

    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
