-- What is of the day of arrival is rows of the record, seen and made with its journey: reception has no case yet.
GRANT SELECT, INSERT ON reintegration_return, reintegration_check, reintegration_onward, reintegration_followup, reintegration_attempt, reintegration_intention TO amana_web;
CREATE POLICY seen_with_journey ON reintegration_return FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = reintegration_return.person_id AND m.case_id IS NULL AND m.sections & 8 <> 0));
CREATE POLICY made_with_journey ON reintegration_return FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = reintegration_return.person_id AND m.case_id IS NULL AND m.writable & 8 <> 0));
CREATE POLICY seen_with_journey ON reintegration_check FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = reintegration_check.person_id AND m.case_id IS NULL AND m.sections & 8 <> 0));
CREATE POLICY made_with_journey ON reintegration_check FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = reintegration_check.person_id AND m.case_id IS NULL AND m.writable & 8 <> 0));
CREATE POLICY seen_with_journey ON reintegration_onward FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = reintegration_onward.person_id AND m.case_id IS NULL AND m.sections & 8 <> 0));
CREATE POLICY made_with_journey ON reintegration_onward FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = reintegration_onward.person_id AND m.case_id IS NULL AND m.writable & 8 <> 0));
-- Follow-up is rows of the case in its social section.
CREATE POLICY seen_with_social ON reintegration_followup FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = reintegration_followup.case_id AND m.sections & 16 <> 0));
CREATE POLICY made_with_social ON reintegration_followup FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('task')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = reintegration_followup.case_id AND m.writable & 16 <> 0));
CREATE POLICY seen_with_social ON reintegration_attempt FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = reintegration_attempt.case_id AND m.sections & 16 <> 0));
CREATE POLICY made_with_social ON reintegration_attempt FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('note')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = reintegration_attempt.case_id AND m.writable & 16 <> 0));
-- What somebody thinks about leaving again is for those of the organisation who work with the case: no window, no legal basis and no emergency access opens it.
-- (Who only finds a record reads no section of a case.)
CREATE POLICY seen_by_who_works_with_the_case ON reintegration_intention FOR SELECT TO amana_web USING ((SELECT entry.may('note')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = reintegration_intention.case_id AND m.own AND m.basis <> 'exceptional' AND m.sections & 16 <> 0));
CREATE POLICY made_with_social ON reintegration_intention FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('note')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = reintegration_intention.case_id AND m.writable & 16 <> 0));

SET ROLE amana_keeper;
CREATE FUNCTION ring.stamp_of_record() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership;
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_follow_up() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership;
  new.person_id := (SELECT k.person_id FROM public.cases_case k WHERE k.id = new.case_id);
  RETURN new;
END$$;
-- Nobody has returned, and nobody was called, on a day that is still to come.
CREATE FUNCTION ring.return_recorded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF new.returned_on > (entry.clock() AT TIME ZONE 'Africa/Cairo')::date THEN PERFORM entry.refuse('return_in_future'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.attempt_recorded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF new.tried_on > (entry.clock() AT TIME ZONE 'Africa/Cairo')::date THEN PERFORM entry.refuse('attempt_in_future'); END IF;
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_of_record(), ring.stamp_follow_up(), ring.return_recorded(), ring.attempt_recorded() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT ON reintegration_return FOR EACH ROW EXECUTE FUNCTION ring.stamp_of_record();
CREATE TRIGGER b_fact AFTER INSERT ON reintegration_return FOR EACH ROW EXECUTE FUNCTION ring.return_recorded();
CREATE TRIGGER a_stamp BEFORE INSERT ON reintegration_check FOR EACH ROW EXECUTE FUNCTION ring.stamp_of_record();
CREATE TRIGGER a_stamp BEFORE INSERT ON reintegration_onward FOR EACH ROW EXECUTE FUNCTION ring.stamp_of_record();
CREATE TRIGGER a_stamp BEFORE INSERT ON reintegration_followup FOR EACH ROW EXECUTE FUNCTION ring.stamp_follow_up();
CREATE TRIGGER b_fact AFTER INSERT ON reintegration_followup FOR EACH ROW EXECUTE FUNCTION ring.return_recorded();
CREATE TRIGGER a_stamp BEFORE INSERT ON reintegration_attempt FOR EACH ROW EXECUTE FUNCTION ring.stamp_follow_up();
CREATE TRIGGER b_fact AFTER INSERT ON reintegration_attempt FOR EACH ROW EXECUTE FUNCTION ring.attempt_recorded();
CREATE TRIGGER a_stamp BEFORE INSERT ON reintegration_intention FOR EACH ROW EXECUTE FUNCTION ring.stamp_follow_up();
