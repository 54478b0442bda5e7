-- The one way to write an entry. No login of the program reads or changes them.
SET ROLE amana_keeper;
CREATE FUNCTION audit.record(verb text, subject uuid, sections integer, details jsonb) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  IF me.membership IS NULL THEN RAISE EXCEPTION 'nobody acts' USING ERRCODE = '42501'; END IF;
  INSERT INTO audit.entry (at, membership, staff, organisation, request, verb, subject, sections, details)
  VALUES (entry.clock(), me.membership, me.staff, me.organisation, me.request, verb, subject, sections, details);
END$$;
GRANT EXECUTE ON FUNCTION audit.record(text, uuid, integer, jsonb) TO amana_web;
