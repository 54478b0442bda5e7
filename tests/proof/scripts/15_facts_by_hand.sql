-- tries: becoming somebody by setting the facts
-- as: nobody
-- expect: touches 0
DO $$BEGIN
  PERFORM set_config('amana.facts', '{hidden_membership}|{hidden_staff}|{hidden_organisation}|case_manager|organisation|organisation|1023|1023|register|{hidden_team}|{new}|00|' || repeat('0', 64), true);
  IF (entry.actor()).membership IS NOT NULL OR EXISTS (SELECT FROM registry_person) THEN RAISE EXCEPTION 'somebody acts' USING ERRCODE = 'P0002'; END IF;
END$$;
-- expect: refused 42501
SELECT encode(inner_pad, 'hex') FROM keys.secret;
