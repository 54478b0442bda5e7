from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("livelihoods", "0001_a_business_is_planned_decided_and_visited")]
    operations = [migrations.AddField(model_name="visit", name="attachment_id", field=models.UUIDField(null=True))]
