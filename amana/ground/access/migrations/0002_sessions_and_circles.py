from django.db import migrations

SQL = """
SET ROLE amana_keeper;
-- The lock of a record, and the list of records to look at; made with the record, whichever package it lives in.
CREATE TABLE ring.record (person uuid PRIMARY KEY);

-- Which organisation may see what of whom, on which basis, from–until (DESIGN.md §6.1). No login of the program reads or writes it.
CREATE TABLE ring.circle (
  person uuid NOT NULL, case_id uuid, organisation uuid NOT NULL, team uuid, staff uuid, basis text NOT NULL, basis_id uuid NOT NULL,
  sections integer NOT NULL, writes integer NOT NULL, needs text, agreement uuid, protected boolean NOT NULL,
  opens_at timestamptz NOT NULL, closes_at timestamptz NOT NULL, listed_at timestamptz NOT NULL);
CREATE INDEX ON ring.circle (person, organisation);
CREATE INDEX ON ring.circle (closes_at) WHERE closes_at < 'infinity';
CREATE INDEX ON ring.circle (case_id) WHERE case_id IS NOT NULL;
CREATE INDEX ON ring.circle (basis_id);
CREATE INDEX ON ring.circle (organisation, listed_at DESC, person DESC);
CREATE INDEX ON ring.circle (team, listed_at DESC, person DESC);
CREATE INDEX ON ring.circle (staff, listed_at DESC, person DESC);
CREATE TABLE ring.log (at timestamptz NOT NULL DEFAULT now(), what text NOT NULL, membership uuid, circle ring.circle NOT NULL);
CREATE TABLE ring.state (rule text);
INSERT INTO ring.state VALUES (NULL);

CREATE TABLE keys.password (staff uuid PRIMARY KEY, hash text NOT NULL, changed_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE keys.session (
  cookie_hash bytea PRIMARY KEY, staff uuid NOT NULL, membership uuid NOT NULL, opened_at timestamptz NOT NULL DEFAULT now(),
  seen_at timestamptz NOT NULL DEFAULT now(), expires_at timestamptz NOT NULL, idle interval NOT NULL, ended_at timestamptz, device text NOT NULL DEFAULT '');
CREATE INDEX ON keys.session (staff) WHERE ended_at IS NULL;
CREATE INDEX ON keys.session (membership) WHERE ended_at IS NULL;
CREATE TABLE keys.link (token_hash bytea PRIMARY KEY, invitation uuid NOT NULL, expires_at timestamptz NOT NULL, used_at timestamptz);
-- Budgets of sign-in: by account and address, by account and known device, and by address alone.
CREATE TABLE keys.attempt (budget bytea PRIMARY KEY, failures integer NOT NULL, at timestamptz NOT NULL);
CREATE TABLE keys.device (device_hash bytea NOT NULL, staff uuid NOT NULL, at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (device_hash, staff));
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_staff_roles_and_memberships"), ("audit", "0001_acts_are_recorded")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
