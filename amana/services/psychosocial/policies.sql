-- A group and its meetings are known to who gives this support in the organisation; they say nothing of who is in it.
GRANT SELECT, INSERT ON psychosocial_group, psychosocial_meeting TO amana_web;
GRANT UPDATE (name, kind, leader_id, place, language, meetings_planned, members_at_most, is_open) ON psychosocial_group TO amana_web;
CREATE POLICY known_to_who_counsels ON psychosocial_group FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('counsel')));
CREATE POLICY formed_by_who_counsels ON psychosocial_group FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('counsel')));
CREATE POLICY changed_by_its_leader_or_who_supervises ON psychosocial_group FOR UPDATE TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('counsel'))
    AND (leader_id = (SELECT (entry.actor()).staff) OR (SELECT entry.may('supervise'))))
  WITH CHECK ((SELECT entry.is_colleague(leader_id)));
CREATE POLICY known_with_its_group ON psychosocial_meeting FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM psychosocial_group g WHERE g.id = psychosocial_meeting.group_id));
CREATE POLICY held_by_the_leader_or_who_supervises ON psychosocial_meeting FOR INSERT TO amana_web WITH CHECK (
  EXISTS (SELECT FROM psychosocial_group g WHERE g.id = psychosocial_meeting.group_id AND (g.leader_id = (SELECT (entry.actor()).staff) OR (SELECT entry.may('supervise')))));

-- All else are rows of a case.
GRANT SELECT, INSERT ON psychosocial_member, psychosocial_leaving, psychosocial_session, psychosocial_goal, psychosocial_goalstep, psychosocial_safetyplan, psychosocial_supervision TO amana_web;
CREATE POLICY seen_with_psychosocial ON psychosocial_member FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_member.case_id AND m.sections & 128 <> 0));
CREATE POLICY made_with_psychosocial ON psychosocial_member FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('counsel')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_member.case_id AND m.writable & 128 <> 0));
CREATE POLICY seen_with_psychosocial ON psychosocial_leaving FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_leaving.case_id AND m.sections & 128 <> 0));
CREATE POLICY made_with_psychosocial ON psychosocial_leaving FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('counsel')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_leaving.case_id AND m.writable & 128 <> 0));
CREATE POLICY seen_with_psychosocial ON psychosocial_session FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_session.case_id AND m.sections & 128 <> 0));
CREATE POLICY made_with_psychosocial ON psychosocial_session FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('counsel')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_session.case_id AND m.writable & 128 <> 0));
CREATE POLICY seen_with_psychosocial ON psychosocial_goal FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_goal.case_id AND m.sections & 128 <> 0));
CREATE POLICY made_with_psychosocial ON psychosocial_goal FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('counsel')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_goal.case_id AND m.writable & 128 <> 0));
CREATE POLICY seen_with_psychosocial ON psychosocial_goalstep FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_goalstep.case_id AND m.sections & 128 <> 0));
CREATE POLICY made_with_psychosocial ON psychosocial_goalstep FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('counsel')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_goalstep.case_id AND m.writable & 128 <> 0));
CREATE POLICY seen_with_psychosocial ON psychosocial_safetyplan FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_safetyplan.case_id AND m.sections & 128 <> 0));
CREATE POLICY made_with_psychosocial ON psychosocial_safetyplan FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('counsel')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_safetyplan.case_id AND m.writable & 128 <> 0));
CREATE POLICY seen_with_psychosocial ON psychosocial_supervision FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_supervision.case_id AND m.sections & 128 <> 0));
CREATE POLICY made_by_who_supervises ON psychosocial_supervision FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('supervise')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = psychosocial_supervision.case_id AND m.writable & 128 <> 0));

SET ROLE amana_keeper;
CREATE FUNCTION ring.stamp_care() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership;
  IF tg_table_name = 'psychosocial_goalstep' THEN  -- a session of another case is none
    new.case_id := (SELECT g.case_id FROM public.psychosocial_goal g WHERE g.id = new.goal_id);
    new.session_id := (SELECT s.id FROM public.psychosocial_session s WHERE s.id = new.session_id AND s.case_id = new.case_id);
  ELSIF tg_table_name = 'psychosocial_member' THEN
    new.until_at := NULL;
  END IF;
  new.person_id := (SELECT k.person_id FROM public.cases_case k WHERE k.id = new.case_id);
  RETURN new;
END$$;
-- What is over already, or is not there, belongs to nobody.
CREATE FUNCTION ring.stamp_leaving() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership; new.case_id := NULL; new.person_id := NULL;
  SELECT m.case_id, m.person_id INTO new.case_id, new.person_id FROM public.psychosocial_member m WHERE m.id = new.member_id AND m.until_at IS NULL;
  RETURN new;
END$$;
-- The group is locked first: two meetings at once have two numbers, and of two who join the last place one does.
CREATE FUNCTION ring.stamp_meeting() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.psychosocial_group g WHERE g.id = new.group_id FOR NO KEY UPDATE;
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership;
  new.number := 1 + coalesce((SELECT max(m.number) FROM public.psychosocial_meeting m WHERE m.group_id = new.group_id), 0);
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_group() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := (entry.actor()).membership; new.leader_id := (entry.actor()).staff;
  RETURN new;
END$$;
CREATE FUNCTION ring.session_held() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF new.held_on > (entry.clock() AT TIME ZONE 'Africa/Cairo')::date THEN PERFORM entry.refuse('session_in_future'); END IF;
  IF new.replaces_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.psychosocial_session s
      WHERE s.id = new.replaces_id AND s.case_id = new.case_id AND s.made_by = new.made_by AND s.meeting_id IS NOT DISTINCT FROM new.meeting_id) THEN
    PERFORM entry.refuse('session_of_another');
  END IF;
  IF new.meeting_id IS NOT NULL AND NOT EXISTS (SELECT FROM public.psychosocial_meeting t JOIN public.psychosocial_member m ON m.group_id = t.group_id
      WHERE t.id = new.meeting_id AND m.case_id = new.case_id) THEN
    PERFORM entry.refuse('session_not_member');
  END IF;
  IF new.danger THEN  -- the same alarm as an answer in an assessment raises, in the same statement
    PERFORM ring.lock(new.person_id);
    IF (SELECT k.state FROM public.cases_case k WHERE k.id = new.case_id) = 'closed' THEN PERFORM entry.refuse('case_state'); END IF;
    PERFORM ring.raise_alarm(new.case_id, new.person_id, new.id, 128, new.replaces_id, new.made_by, new.made_at);
  END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.group_joined() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE g public.psychosocial_group; k public.cases_case;
BEGIN
  SELECT * INTO g FROM public.psychosocial_group WHERE id = new.group_id FOR NO KEY UPDATE;
  SELECT * INTO k FROM public.cases_case WHERE id = new.case_id;
  IF g.organisation_id <> k.organisation_id OR NOT g.is_open THEN PERFORM entry.refuse('group_closed'); END IF;
  IF k.state = 'closed' THEN PERFORM entry.refuse('case_state'); END IF;
  -- Whose case was closed, or may be worked on no more, holds no place: soon nobody sees that row to let her leave.
  IF (SELECT count(*) FROM public.psychosocial_member m JOIN ring.life f ON f.case_id = m.case_id
       WHERE m.group_id = g.id AND m.until_at IS NULL AND f.state <> 'closed' AND f.leave_ends > entry.clock()) > g.members_at_most THEN PERFORM entry.refuse('group_full'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.group_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.psychosocial_member SET until_at = new.made_at WHERE id = new.member_id;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.group_met() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT (SELECT g.is_open FROM public.psychosocial_group g WHERE g.id = new.group_id) THEN PERFORM entry.refuse('group_closed'); END IF;
  IF new.held_on > (entry.clock() AT TIME ZONE 'Africa/Cairo')::date THEN PERFORM entry.refuse('session_in_future'); END IF;
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_care(), ring.stamp_leaving(), ring.stamp_meeting(), ring.stamp_group(), ring.session_held(), ring.group_joined(), ring.group_left(), ring.group_met() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT ON psychosocial_group FOR EACH ROW EXECUTE FUNCTION ring.stamp_group();
CREATE TRIGGER a_stamp BEFORE INSERT ON psychosocial_meeting FOR EACH ROW EXECUTE FUNCTION ring.stamp_meeting();
CREATE TRIGGER b_fact AFTER INSERT ON psychosocial_meeting FOR EACH ROW EXECUTE FUNCTION ring.group_met();
CREATE TRIGGER a_stamp BEFORE INSERT ON psychosocial_member FOR EACH ROW EXECUTE FUNCTION ring.stamp_care();
CREATE TRIGGER b_fact AFTER INSERT ON psychosocial_member FOR EACH ROW EXECUTE FUNCTION ring.group_joined();
CREATE TRIGGER a_stamp BEFORE INSERT ON psychosocial_leaving FOR EACH ROW EXECUTE FUNCTION ring.stamp_leaving();
CREATE TRIGGER b_fact AFTER INSERT ON psychosocial_leaving FOR EACH ROW EXECUTE FUNCTION ring.group_left();
CREATE TRIGGER a_stamp BEFORE INSERT ON psychosocial_session FOR EACH ROW EXECUTE FUNCTION ring.stamp_care();
CREATE TRIGGER b_fact AFTER INSERT ON psychosocial_session FOR EACH ROW EXECUTE FUNCTION ring.session_held();
CREATE TRIGGER a_stamp BEFORE INSERT ON psychosocial_goal FOR EACH ROW EXECUTE FUNCTION ring.stamp_care();
CREATE TRIGGER a_stamp BEFORE INSERT ON psychosocial_goalstep FOR EACH ROW EXECUTE FUNCTION ring.stamp_care();
CREATE TRIGGER a_stamp BEFORE INSERT ON psychosocial_safetyplan FOR EACH ROW EXECUTE FUNCTION ring.stamp_care();
CREATE TRIGGER a_stamp BEFORE INSERT ON psychosocial_supervision FOR EACH ROW EXECUTE FUNCTION ring.stamp_care();
