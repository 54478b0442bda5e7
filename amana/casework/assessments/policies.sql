-- Assessments: rows of a case in the section that their instrument names; an alarm is a head, which says nothing but that somebody must act today.
GRANT SELECT ON assessments_instrument, assessments_assessment, assessments_decision, assessments_alarmend, assessments_draft TO amana_web;
-- Of which section its reason is, nobody reads in the flag: entry.alarms_read tells it to who reads that section.
GRANT SELECT (id, case_id, person_id, made_by, made_at, assessment_id, ended_at) ON assessments_alarm TO amana_web;
CREATE POLICY known_to_every_actor ON assessments_instrument FOR SELECT TO amana_web USING ((SELECT (entry.actor()).membership) IS NOT NULL);

CREATE POLICY seen_with_its_section ON assessments_assessment FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = assessments_assessment.case_id AND m.sections & assessments_assessment.section <> 0));
CREATE POLICY recorded_in_a_section_of_the_writer ON assessments_assessment FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('assess')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = assessments_assessment.case_id AND m.writable & assessments_assessment.section <> 0));
GRANT INSERT ON assessments_assessment TO amana_web;
CREATE POLICY seen_with_its_section ON assessments_decision FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = assessments_decision.case_id AND m.sections & assessments_decision.section <> 0));
CREATE POLICY decided_in_a_section_of_the_writer ON assessments_decision FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('assess')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = assessments_decision.case_id AND m.writable & assessments_decision.section <> 0));
GRANT INSERT ON assessments_decision TO amana_web;

CREATE POLICY seen_with_the_case ON assessments_alarm FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = assessments_alarm.case_id AND m.own));
CREATE POLICY seen_with_its_section ON assessments_alarmend FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = assessments_alarmend.case_id AND m.sections & assessments_alarmend.section <> 0));
CREATE POLICY ended_in_a_section_of_the_writer ON assessments_alarmend FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('assess')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = assessments_alarmend.case_id AND m.writable & assessments_alarmend.section <> 0));
GRANT INSERT ON assessments_alarmend TO amana_web;

CREATE POLICY seen_by_its_writer_for_14_days ON assessments_draft FOR SELECT TO amana_web USING (
  staff_id = (SELECT (entry.actor()).staff) AND organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.clock()) < made_at + interval '14 days'
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = assessments_draft.case_id AND m.writable & assessments_draft.section <> 0));
CREATE POLICY begun_by_who_assesses ON assessments_draft FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('assess')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = assessments_draft.case_id AND m.writable & assessments_draft.section <> 0));
CREATE POLICY changed_by_its_writer ON assessments_draft FOR UPDATE TO amana_web USING (
  staff_id = (SELECT (entry.actor()).staff) AND organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.clock()) < made_at + interval '14 days'
  AND (SELECT entry.may('assess')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = assessments_draft.case_id AND m.writable & assessments_draft.section <> 0));
GRANT INSERT ON assessments_draft TO amana_web;
GRANT UPDATE (content, is_done) ON assessments_draft TO amana_web;

SET ROLE amana_keeper;
-- Whether one of these answers raises an alarm, as the file of the instrument says.
CREATE FUNCTION ring.alarms(of_instrument text, answers jsonb) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.assessments_instrument i, jsonb_each(i.alarming) AS a(item, options)
    WHERE i.name = of_instrument AND a.options ? (answers ->> a.item))$$;
-- The section is the instrument's; a version that is not known belongs to nobody, and neither does a correction of another form.
CREATE FUNCTION ring.stamp_assessment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock(); new.replaced_at := NULL;
  new.person_id := (SELECT k.person_id FROM public.cases_case k WHERE k.id = new.case_id);
  new.section := (SELECT i.section FROM public.assessments_instrument i WHERE i.name = new.instrument || '/' || new.version);
  new.is_alarming := new.is_alarming OR ring.alarms(new.instrument || '/' || new.version, new.answers);
  IF new.replaces_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.assessments_assessment a
      WHERE a.id = new.replaces_id AND a.case_id = new.case_id AND a.instrument = new.instrument AND a.version = new.version) THEN
    new.section := NULL;
  END IF;
  RETURN new;
END$$;
-- Alarm and task stand in the statement that stores their reason: neither is ever there without the other. The task is the worker's who asked;
-- a program does nothing today, so there it is the owner's of the case. Its words say nothing of the reason. What replaces a row takes over its alarm.
CREATE FUNCTION ring.raise_alarm(of_case uuid, of_person uuid, reason uuid, of_section integer, replaced uuid, by_member uuid, at timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE worker uuid := (SELECT s.id FROM public.access_staff s WHERE s.id = (entry.actor()).staff AND NOT s.is_system);
BEGIN
  UPDATE public.assessments_alarm SET ended_at = at WHERE assessment_id = replaced AND ended_at IS NULL;
  INSERT INTO public.assessments_alarm (id, case_id, person_id, assessment_id, section, made_by, made_at)
    VALUES (gen_random_uuid(), of_case, of_person, reason, of_section, by_member, at);
  worker := coalesce(worker, (SELECT a.staff_id FROM public.cases_assignment a WHERE a.case_id = of_case AND a.until_at IS NULL));
  IF NOT EXISTS (SELECT FROM public.cases_task t WHERE t.case_id = of_case AND t.kind = 'alarm' AND t.state = 'open' AND t.staff_id = worker) THEN
    INSERT INTO public.cases_task (id, version, case_id, person_id, kind, title, due_at, clock, staff_id, state, outcome)
      VALUES (gen_random_uuid(), 1, of_case, of_person, 'alarm', '',
              least(at + interval '1 hour', date_trunc('day', at, 'Africa/Cairo') + interval '1 day' - interval '1 minute'), 'calendar', worker, 'open', '');
  END IF;
END$$;
CREATE FUNCTION ring.assessed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF (SELECT k.state FROM public.cases_case k WHERE k.id = new.case_id) = 'closed' THEN PERFORM entry.refuse('case_state'); END IF;
  UPDATE public.assessments_assessment SET replaced_at = new.made_at WHERE id = new.replaces_id;
  IF new.is_alarming THEN PERFORM ring.raise_alarm(new.case_id, new.person_id, new.id, new.section, new.replaces_id, new.made_by, new.made_at); END IF;
  RETURN NULL;
END$$;
-- What is decided on is what stands.
CREATE FUNCTION ring.stamp_decision() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock();
  new.case_id := NULL; new.person_id := NULL; new.section := NULL;
  SELECT a.case_id, a.person_id, a.section INTO new.case_id, new.person_id, new.section
    FROM public.assessments_assessment a WHERE a.id = new.assessment_id AND a.replaced_at IS NULL;
  RETURN new;
END$$;
-- What has ended already, or is not there, belongs to nobody.
CREATE FUNCTION ring.stamp_alarmend() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock();
  new.case_id := NULL; new.person_id := NULL; new.section := NULL;
  SELECT a.case_id, a.person_id, a.section INTO new.case_id, new.person_id, new.section
    FROM public.assessments_alarm a WHERE a.id = new.alarm_id AND a.ended_at IS NULL;
  RETURN new;
END$$;
CREATE FUNCTION ring.alarm_ended() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  UPDATE public.assessments_alarm SET ended_at = new.made_at WHERE id = new.alarm_id;
  UPDATE public.cases_task t SET state = 'done' WHERE t.case_id = new.case_id AND t.kind = 'alarm' AND t.state = 'open'
    AND NOT EXISTS (SELECT FROM public.assessments_alarm a WHERE a.case_id = new.case_id AND a.ended_at IS NULL);
  RETURN NULL;
END$$;
-- Of these alarms those whose reason the actor reads: in which section it stands, and whether it is an assessment.
CREATE FUNCTION entry.alarms_read(alarms uuid[]) RETURNS TABLE (id uuid, section integer, is_assessment boolean) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
  SELECT a.id, a.section, EXISTS (SELECT FROM public.assessments_assessment s WHERE s.id = a.assessment_id) FROM public.assessments_alarm a
   WHERE a.id = ANY (alarms) AND EXISTS (SELECT FROM public.access_my_circle m WHERE m.case_id = a.case_id AND m.sections & a.section <> 0)$$;
GRANT EXECUTE ON FUNCTION entry.alarms_read(uuid[]) TO amana_web;
-- A case is not closed over an alarm. Where she withdrew, nobody may say any more what was done: there it ends with the case, as all else does.
CREATE FUNCTION ring.closed_with_alarm() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (SELECT k.reason FROM public.cases_case k WHERE k.id = new.case_id) = 'withdrew' THEN
    UPDATE public.assessments_alarm SET ended_at = new.made_at WHERE case_id = new.case_id AND ended_at IS NULL;
  ELSIF EXISTS (SELECT FROM public.assessments_alarm a WHERE a.case_id = new.case_id AND a.ended_at IS NULL) THEN
    PERFORM entry.refuse('alarm_open');
  END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.stamp_formdraft() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  IF tg_op = 'INSERT' THEN
    new.person_id := (SELECT k.person_id FROM public.cases_case k WHERE k.id = new.case_id);
    new.section := (SELECT i.section FROM public.assessments_instrument i WHERE i.name = new.instrument || '/' || new.version);
    new.staff_id := me.staff; new.organisation_id := me.organisation; new.made_at := entry.clock();
  END IF;
  IF ring.alarms(new.instrument || '/' || new.version, new.content -> 'answers') THEN PERFORM entry.refuse('draft_with_alarm'); END IF;
  RETURN new;
END$$;
GRANT EXECUTE ON FUNCTION ring.alarms(text, jsonb), ring.stamp_assessment(), ring.assessed(), ring.stamp_decision(), ring.stamp_alarmend(), ring.alarm_ended(), ring.closed_with_alarm(),
  ring.stamp_formdraft() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT ON assessments_assessment FOR EACH ROW EXECUTE FUNCTION ring.stamp_assessment();
CREATE TRIGGER b_fact AFTER INSERT ON assessments_assessment FOR EACH ROW EXECUTE FUNCTION ring.assessed();
CREATE TRIGGER a_stamp BEFORE INSERT ON assessments_decision FOR EACH ROW EXECUTE FUNCTION ring.stamp_decision();
CREATE TRIGGER a_stamp BEFORE INSERT ON assessments_alarmend FOR EACH ROW EXECUTE FUNCTION ring.stamp_alarmend();
CREATE TRIGGER b_fact AFTER INSERT ON assessments_alarmend FOR EACH ROW EXECUTE FUNCTION ring.alarm_ended();
CREATE TRIGGER c_alarm AFTER INSERT ON cases_casestep FOR EACH ROW WHEN (new.step = 'approve_closure') EXECUTE FUNCTION ring.closed_with_alarm();
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON assessments_draft FOR EACH ROW EXECUTE FUNCTION ring.stamp_formdraft();
