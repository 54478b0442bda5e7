from django.db import migrations

SQL = """
SET ROLE amana_keeper;
-- Until when the holder of a membership has seen what is new. One mark, for notices are read from the facts.
CREATE TABLE keys.notices_seen (membership uuid PRIMARY KEY, until_at timestamptz NOT NULL);

-- What a member of staff wants by e-mail, and what she was told last. Who has chosen nothing has no row, or one with the defaults.
-- told_at, told_urgent_at: the latest notice that went out with a digest, and at once.
CREATE TABLE keys.mailing (
  staff uuid PRIMARY KEY, choice text NOT NULL DEFAULT 'digest', digest_hour integer NOT NULL DEFAULT 8,
  quiet_from integer NOT NULL DEFAULT 20, quiet_until integer NOT NULL DEFAULT 7,
  digest_on date, looked_at timestamptz, told_at timestamptz, told_urgent_at timestamptz,
  CONSTRAINT mailing_choice CHECK (choice IN ('none', 'urgent', 'digest', 'both')),
  CONSTRAINT mailing_hours CHECK (digest_hour BETWEEN 5 AND 17 AND quiet_from BETWEEN 12 AND 23 AND quiet_until BETWEEN 0 AND 11));

-- Mails that wait. No address and no text: both are put in when it is taken. `counts`: kind of notice → how many.
CREATE TABLE keys.outbox (
  id uuid PRIMARY KEY, staff uuid NOT NULL, is_urgent boolean NOT NULL, counts jsonb NOT NULL,
  made_at timestamptz NOT NULL, due_at timestamptz NOT NULL, tries integer NOT NULL DEFAULT 0);
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("access", "0007_sessions_may_need_a_second_factor"), ("referral", "0003_referrals_are_found_by_person"),
                    ("exceptional", "0001_files_are_opened_exceptionally"), ("lists", "0001_views_are_saved_and_lists_leave_as_files")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
