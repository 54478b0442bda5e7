from django.db import migrations

SQL = """
SET ROLE amana_keeper;
-- Pads already XORed: a MAC is then two calls of the core's sha256() (SECURITY.md §1, way C).
CREATE TABLE keys.secret (name text PRIMARY KEY, inner_pad bytea NOT NULL, outer_pad bytea NOT NULL);
INSERT INTO keys.secret
SELECT name, pads.inner_pad, pads.outer_pad
  FROM (VALUES ('seal'), ('search'), ('attempt')) AS wanted(name),
       LATERAL (SELECT sha256(convert_to(name || gen_random_uuid() || gen_random_uuid() || gen_random_uuid(), 'UTF8')) AS key) AS drawn,
       LATERAL (SELECT string_agg(set_byte('\\x00', 0, (CASE WHEN j < 32 THEN get_byte(drawn.key, j) ELSE 0 END) # 54), ''::bytea ORDER BY j) AS inner_pad,
                       string_agg(set_byte('\\x00', 0, (CASE WHEN j < 32 THEN get_byte(drawn.key, j) ELSE 0 END) # 92), ''::bytea ORDER BY j) AS outer_pad
                  FROM generate_series(0, 63) AS j) AS pads;

CREATE TABLE entry.shift (ahead interval NOT NULL);
INSERT INTO entry.shift VALUES ('0');

CREATE TYPE entry.facts AS (membership uuid, staff uuid, organisation uuid, role text, finds text, reach text, reads integer, writes integer,
  verbs text[], teams uuid[], request uuid, session bytea);

-- A form's token, once used, leads to the first answer.
CREATE TABLE keys.once (staff uuid NOT NULL, token uuid NOT NULL, at timestamptz NOT NULL DEFAULT now(), answer text, PRIMARY KEY (staff, token));
SET ROLE amana_owner;
"""


class Migration(migrations.Migration):
    initial = True
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
