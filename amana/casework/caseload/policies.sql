-- What a caseload said of a case: social, of the record (DESIGN.md §6.1, §6.2). It opens nothing: a case opens under a consent or a legal basis alone (§6.3).
GRANT SELECT ON caseload_saidcase TO amana_web;
CREATE POLICY seen_with_social ON caseload_saidcase FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = caseload_saidcase.person_id AND m.case_id IS NULL AND m.sections & 16 <> 0));
CREATE POLICY said_by_the_import ON caseload_saidcase FOR INSERT TO amana_web WITH CHECK (
  (SELECT entry.may('import')) AND (SELECT entry.may('assign')) AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.person_id = caseload_saidcase.person_id AND m.case_id IS NULL AND m.writable & 16 <> 0));
GRANT INSERT ON caseload_saidcase TO amana_web;

SET ROLE amana_keeper;
-- The person is whom the row of a caseload has become; another row's is nobody.
CREATE FUNCTION ring.stamp_said_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock();
  new.person_id := (SELECT r.person_id FROM public.arrivals_arrivalrow r JOIN public.arrivals_arrivallist l ON l.id = r.list_id AND l.kind = 'caseload' WHERE r.id = new.row_id);
  RETURN new;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_said_case() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT ON caseload_saidcase FOR EACH ROW EXECUTE FUNCTION ring.stamp_said_case();
