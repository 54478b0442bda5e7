from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("access", "0008_sessions_may_be_blind")]
    operations = [migrations.AlterModelTable("mycircle", "access_my_circle_latest_first")]
