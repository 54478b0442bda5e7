-- Interpreters are their organisation's: read by who books and who keeps them, kept by who assigns cases or runs the staff.
GRANT SELECT, INSERT ON interpreting_interpreter TO amana_web;
GRANT UPDATE (name, languages, sex, phone, is_staff, code_signed_on, note, is_active) ON interpreting_interpreter TO amana_web;
CREATE POLICY known_to_who_books_and_who_keeps ON interpreting_interpreter FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND ((SELECT entry.may('task')) OR (SELECT entry.may('staff'))));
CREATE POLICY added_by_who_keeps ON interpreting_interpreter FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND ((SELECT entry.may('assign')) OR (SELECT entry.may('staff'))));
CREATE POLICY changed_by_who_keeps ON interpreting_interpreter FOR UPDATE TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND ((SELECT entry.may('assign')) OR (SELECT entry.may('staff'))));

-- A booking is a row of its case, as a task is.
GRANT SELECT, INSERT ON interpreting_booking, interpreting_cancellation TO amana_web;
CREATE POLICY seen_with_social ON interpreting_booking FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = interpreting_booking.case_id AND m.sections & 16 <> 0));
CREATE POLICY made_with_social ON interpreting_booking FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('task')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = interpreting_booking.case_id AND m.writable & 16 <> 0));
CREATE POLICY seen_with_social ON interpreting_cancellation FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = interpreting_cancellation.case_id AND m.sections & 16 <> 0));
CREATE POLICY made_with_social ON interpreting_cancellation FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('task')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = interpreting_cancellation.case_id AND m.writable & 16 <> 0));

SET ROLE amana_keeper;
CREATE FUNCTION ring.stamp_booking() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership; new.cancelled_at := NULL;
  new.person_id := (SELECT k.person_id FROM public.cases_case k WHERE k.id = new.case_id);
  RETURN new;
END$$;
-- The interpreter is locked first, then her times are looked at: of two who book at once the second sees the first. What belongs to a closed case binds nobody.
CREATE FUNCTION ring.booked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE i public.interpreting_interpreter; k public.cases_case;
BEGIN
  SELECT * INTO i FROM public.interpreting_interpreter WHERE id = new.interpreter_id FOR NO KEY UPDATE;
  SELECT * INTO k FROM public.cases_case WHERE id = new.case_id;
  IF i.organisation_id <> k.organisation_id OR NOT i.is_active THEN PERFORM entry.refuse('booking_interpreter'); END IF;
  IF k.state = 'closed' THEN PERFORM entry.refuse('case_state'); END IF;
  IF EXISTS (SELECT FROM public.interpreting_booking b JOIN public.cases_case c ON c.id = b.case_id WHERE b.interpreter_id = new.interpreter_id AND b.id <> new.id
      AND b.cancelled_at IS NULL AND c.state <> 'closed' AND b.starts_at < new.ends_at AND new.starts_at < b.ends_at) THEN
    PERFORM entry.refuse('interpreter_busy');
  END IF;
  RETURN NULL;
END$$;
-- What was cancelled already, or is not there, belongs to nobody.
CREATE FUNCTION ring.stamp_cancellation() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership; new.case_id := NULL; new.person_id := NULL;
  SELECT b.case_id, b.person_id INTO new.case_id, new.person_id FROM public.interpreting_booking b WHERE b.id = new.booking_id AND b.cancelled_at IS NULL;
  RETURN new;
END$$;
CREATE FUNCTION ring.booking_cancelled() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.interpreting_booking SET cancelled_at = new.made_at WHERE id = new.booking_id;
  RETURN NULL;
END$$;
-- What is still to come ends with the case for good: opened again it would stand beside what was booked meanwhile.
CREATE FUNCTION ring.closed_with_bookings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.interpreting_booking SET cancelled_at = new.made_at WHERE case_id = new.case_id AND cancelled_at IS NULL AND ends_at > new.made_at;
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_booking(), ring.booked(), ring.stamp_cancellation(), ring.booking_cancelled(), ring.closed_with_bookings() TO amana_owner;

-- When the interpreters of the actor's organisation are taken, for who books: times alone, of whatever case.
CREATE FUNCTION entry.interpreters_taken(since timestamptz, until timestamptz)
RETURNS TABLE (interpreter uuid, starts_at timestamptz, ends_at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT b.interpreter_id, b.starts_at, b.ends_at
    FROM entry.actor() me JOIN public.interpreting_interpreter i ON i.organisation_id = me.organisation
    JOIN public.interpreting_booking b ON b.interpreter_id = i.id JOIN public.cases_case k ON k.id = b.case_id
   WHERE 'task' = ANY (me.verbs) AND b.cancelled_at IS NULL AND k.state <> 'closed' AND b.starts_at < until AND since < b.ends_at
   ORDER BY b.starts_at, b.id$$;
GRANT EXECUTE ON FUNCTION entry.interpreters_taken(timestamptz, timestamptz) TO amana_web;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT ON interpreting_booking FOR EACH ROW EXECUTE FUNCTION ring.stamp_booking();
CREATE TRIGGER b_fact AFTER INSERT ON interpreting_booking FOR EACH ROW EXECUTE FUNCTION ring.booked();
CREATE TRIGGER a_stamp BEFORE INSERT ON interpreting_cancellation FOR EACH ROW EXECUTE FUNCTION ring.stamp_cancellation();
CREATE TRIGGER b_fact AFTER INSERT ON interpreting_cancellation FOR EACH ROW EXECUTE FUNCTION ring.booking_cancelled();
CREATE TRIGGER d_bookings AFTER INSERT ON cases_casestep FOR EACH ROW WHEN (new.step = 'approve_closure') EXECUTE FUNCTION ring.closed_with_bookings();
