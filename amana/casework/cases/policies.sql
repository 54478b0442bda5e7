-- Cases: heads move by steps alone; sections follow the circles of the case (DESIGN.md §6.2, §6.3, §7).
GRANT SELECT ON cases_case, cases_casestep, cases_assignment, cases_handover, cases_handoverstep, cases_coworker, cases_householdmember, cases_risk, cases_closurecheck, cases_screening, cases_attachment, cases_attachmentwithdrawal, cases_note, cases_plan, cases_planstep,
  cases_goal, cases_goal_past, cases_planaction, cases_planaction_past, cases_task, cases_task_past TO amana_web;

-- Heads ------------------------------------------------------------------------------------------------------------
CREATE POLICY seen_through_its_circle ON cases_case FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_case.id AND (m.own OR m.basis = 'shared')));
CREATE POLICY opened_on_an_own_record ON cases_case FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('open')) AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.person_id = cases_case.person_id AND m.case_id IS NULL AND m.own AND m.edit AND m.needs IS NULL));
GRANT INSERT ON cases_case TO amana_web;

CREATE POLICY seen_with_the_case ON cases_casestep FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_casestep.case_id AND m.own));
CREATE POLICY made_by_the_verb ON cases_casestep FOR INSERT TO amana_web WITH CHECK (
  CASE
    WHEN step IN ('hold', 'resume') THEN CASE step WHEN 'hold' THEN (SELECT entry.may('hold')) ELSE (SELECT entry.may('resume')) END AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.case_id = cases_casestep.case_id AND m.own AND m.edit)
    WHEN step IN ('remove_coworker') THEN (SELECT entry.may('remove_coworker')) AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.case_id = cases_casestep.case_id AND m.basis = 'case' AND m.edit)
    WHEN step IN ('remove_member') THEN (SELECT entry.may('household')) AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.case_id = cases_casestep.case_id AND m.basis = 'case' AND m.edit)
    WHEN step = 'ask_closure' THEN (SELECT entry.may('ask_closure')) AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.case_id = cases_casestep.case_id AND m.basis = 'case' AND m.edit)
    WHEN step IN ('approve_closure', 'refuse_closure') THEN (SELECT entry.may('approve_closure')) AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.case_id = cases_casestep.case_id AND m.basis = 'case' AND (m.edit OR m.needs = cases_casestep.step))
    WHEN step = 'reopen' THEN (SELECT entry.may('reopen')) AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.case_id = cases_casestep.case_id AND m.basis = 'case' AND (m.edit OR m.needs = 'reopen'))
    ELSE false END);
GRANT INSERT ON cases_casestep TO amana_web;

CREATE POLICY seen_with_the_case ON cases_assignment FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_assignment.case_id AND m.own));
CREATE POLICY assigned_through_the_case ON cases_assignment FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('assign')) AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.case_id = cases_assignment.case_id AND m.basis = 'case' AND m.edit));
GRANT INSERT ON cases_assignment TO amana_web;

-- The owner proposes, the colleague answers; she sees the number and who gives, and the case itself when she has accepted (docs/decisions/0011).
CREATE POLICY seen_with_the_case_or_by_the_receiver ON cases_handover FOR SELECT TO amana_web USING (
  (SELECT entry.may('hand_over')) AND staff_id = (SELECT (entry.actor()).staff) AND organisation_id = (SELECT (entry.actor()).organisation)
  OR EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = cases_handover.case_id AND m.own));
CREATE POLICY proposed_by_the_owner ON cases_handover FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('hand_over')) AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.case_id = cases_handover.case_id AND m.basis = 'case' AND m.edit AND m.staff_id = (SELECT (entry.actor()).staff)));
GRANT INSERT ON cases_handover TO amana_web;
CREATE POLICY seen_with_the_case_or_by_the_receiver ON cases_handoverstep FOR SELECT TO amana_web USING (
  (SELECT entry.may('hand_over')) AND staff_id = (SELECT (entry.actor()).staff) AND organisation_id = (SELECT (entry.actor()).organisation)
  OR EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = cases_handoverstep.case_id AND m.own));
CREATE POLICY answered_by_the_receiver_taken_back_by_the_owner ON cases_handoverstep FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('hand_over')) AND CASE
    WHEN step IN ('accept', 'decline') THEN staff_id = (SELECT (entry.actor()).staff) AND organisation_id = (SELECT (entry.actor()).organisation)
    WHEN step = 'take_back' THEN EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = cases_handoverstep.case_id AND m.basis = 'case' AND m.edit
       AND ((SELECT entry.may('assign')) OR m.staff_id = (SELECT (entry.actor()).staff)))
    ELSE false END);
GRANT INSERT ON cases_handoverstep TO amana_web;

CREATE POLICY seen_with_the_case ON cases_coworker FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_coworker.case_id AND m.own));
CREATE POLICY added_through_the_case ON cases_coworker FOR INSERT TO amana_web WITH CHECK (
  (SELECT entry.may('add_coworker')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = cases_coworker.case_id AND m.basis = 'case' AND m.edit));
GRANT INSERT ON cases_coworker TO amana_web;

CREATE POLICY seen_with_the_case ON cases_householdmember FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_householdmember.case_id AND m.own));
CREATE POLICY recorded_through_case_and_member ON cases_householdmember FOR INSERT TO amana_web WITH CHECK (
  (SELECT entry.may('household'))
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = cases_householdmember.case_id AND m.basis = 'case' AND m.edit)
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = cases_householdmember.member_id AND m.case_id IS NULL AND m.own AND m.edit AND m.needs IS NULL));
GRANT INSERT ON cases_householdmember TO amana_web;

CREATE POLICY seen_with_the_case ON cases_plan FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_plan.case_id AND (m.own OR m.basis = 'shared')));
CREATE POLICY begun_by_who_submits ON cases_plan FOR INSERT TO amana_web WITH CHECK (
  (SELECT entry.may('submit_plan')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = cases_plan.case_id AND m.own AND m.edit));
GRANT INSERT ON cases_plan TO amana_web;
CREATE POLICY seen_with_the_case ON cases_planstep FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_planstep.case_id AND m.own));
CREATE POLICY made_by_the_verb ON cases_planstep FOR INSERT TO amana_web WITH CHECK (
  CASE step WHEN 'submit' THEN (SELECT entry.may('submit_plan')) ELSE (SELECT entry.may('approve_plan')) END AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.case_id = cases_planstep.case_id AND m.edit AND (m.basis = 'case' OR m.own AND cases_planstep.step = 'submit')));
GRANT INSERT ON cases_planstep TO amana_web;

-- Sections ---------------------------------------------------------------------------------------------------------
CREATE POLICY seen_with_social ON cases_risk FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_risk.case_id AND m.sections & 16 <> 0));
CREATE POLICY decided_with_social ON cases_risk FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('note')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_risk.case_id AND m.writable & 16 <> 0));
GRANT INSERT ON cases_risk TO amana_web;
CREATE POLICY seen_with_social ON cases_closurecheck FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_closurecheck.case_id AND m.sections & 16 <> 0));
CREATE POLICY answered_with_social ON cases_closurecheck FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('ask_closure')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_closurecheck.case_id AND m.writable & 16 <> 0));
GRANT INSERT ON cases_closurecheck TO amana_web;
CREATE POLICY seen_with_social ON cases_screening FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_screening.case_id AND m.sections & 16 <> 0));
CREATE POLICY made_with_social ON cases_screening FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('note')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_screening.case_id AND m.writable & 16 <> 0));
GRANT INSERT ON cases_screening TO amana_web;
CREATE POLICY seen_with_its_section ON cases_note FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_note.case_id AND m.sections & cases_note.section <> 0));
CREATE POLICY written_in_a_section_of_the_writer ON cases_note FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('note')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_note.case_id AND m.writable & cases_note.section <> 0));
GRANT INSERT ON cases_note TO amana_web;

-- Of a case as its notes; of a record as its own sections; withdrawn, of nobody.
CREATE POLICY seen_with_its_section ON cases_attachment FOR SELECT TO amana_web USING (withdrawn_at IS NULL AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = cases_attachment.person_id AND m.sections & cases_attachment.section <> 0
     AND (m.case_id = cases_attachment.case_id OR m.case_id IS NULL AND cases_attachment.case_id IS NULL)));
CREATE POLICY added_in_a_section_of_the_writer ON cases_attachment FOR INSERT TO amana_web WITH CHECK (
  CASE WHEN case_id IS NULL THEN (SELECT entry.may('register')) ELSE (SELECT entry.may('note')) END AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.person_id = cases_attachment.person_id AND m.writable & cases_attachment.section <> 0
       AND (m.case_id = cases_attachment.case_id OR m.case_id IS NULL AND cases_attachment.case_id IS NULL)));
GRANT INSERT ON cases_attachment TO amana_web;
CREATE POLICY seen_with_its_section ON cases_attachmentwithdrawal FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = cases_attachmentwithdrawal.person_id AND m.sections & cases_attachmentwithdrawal.section <> 0
     AND (m.case_id = cases_attachmentwithdrawal.case_id OR m.case_id IS NULL AND cases_attachmentwithdrawal.case_id IS NULL)));
-- By whoever attached it, as long as she may attach there; or by who assigns, where she reads it.
CREATE POLICY withdrawn_by_its_writer_or_who_assigns ON cases_attachmentwithdrawal FOR INSERT TO amana_web WITH CHECK (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = cases_attachmentwithdrawal.person_id
     AND (m.case_id = cases_attachmentwithdrawal.case_id OR m.case_id IS NULL AND cases_attachmentwithdrawal.case_id IS NULL)
     AND (m.writable & section <> 0 AND attached_by = (SELECT (entry.actor()).membership)
            AND CASE WHEN cases_attachmentwithdrawal.case_id IS NULL THEN (SELECT entry.may('register')) ELSE (SELECT entry.may('note')) END
          OR m.edit AND m.basis IN ('case', 'registered') AND m.needs IS NULL AND m.sections & section <> 0 AND (SELECT entry.may('assign')))));
GRANT INSERT ON cases_attachmentwithdrawal TO amana_web;

CREATE POLICY seen_with_social ON cases_goal FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_goal.case_id AND m.sections & 16 <> 0));
CREATE POLICY written_with_social ON cases_goal FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('submit_plan')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_goal.case_id AND m.writable & 16 <> 0));
CREATE POLICY changed_with_social ON cases_goal FOR UPDATE TO amana_web USING ((SELECT entry.may('submit_plan')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_goal.case_id AND m.writable & 16 <> 0));
CREATE POLICY seen_with_social ON cases_goal_past FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_goal_past.case_id AND m.sections & 16 <> 0));
GRANT INSERT ON cases_goal TO amana_web;
GRANT UPDATE (version, dimension, title, own_words, place, is_removed) ON cases_goal TO amana_web;
CREATE POLICY seen_with_social ON cases_planaction FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_planaction.case_id AND m.sections & 16 <> 0));
CREATE POLICY written_with_social ON cases_planaction FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('submit_plan')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_planaction.case_id AND m.writable & 16 <> 0));
CREATE POLICY changed_with_social ON cases_planaction FOR UPDATE TO amana_web USING ((SELECT entry.may('submit_plan')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_planaction.case_id AND m.writable & 16 <> 0));
CREATE POLICY seen_with_social ON cases_planaction_past FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_planaction_past.case_id AND m.sections & 16 <> 0));
GRANT INSERT ON cases_planaction TO amana_web;
GRANT UPDATE (version, title, kind, done_by, staff_id, due_on, cost, currency, state, reason, is_removed) ON cases_planaction TO amana_web;

CREATE POLICY seen_with_social ON cases_task FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_task.case_id AND m.sections & 16 <> 0));
CREATE POLICY written_with_social ON cases_task FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('task')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_task.case_id AND m.writable & 16 <> 0));
CREATE POLICY changed_with_social ON cases_task FOR UPDATE TO amana_web USING ((SELECT entry.may('task')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_task.case_id AND m.writable & 16 <> 0));
CREATE POLICY seen_with_social ON cases_task_past FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = cases_task_past.case_id AND m.sections & 16 <> 0));
GRANT INSERT ON cases_task TO amana_web;
GRANT UPDATE (version, title, due_at, clock, staff_id, state, outcome) ON cases_task TO amana_web;

SET ROLE amana_keeper;
-- Circles ----------------------------------------------------------------------------------------------------------
-- The life of each case: it stands until closure and grace, and never longer than the leave to work on it.
CREATE VIEW ring.life AS
  SELECT k.id AS case_id, k.person_id, k.organisation_id, k.state, k.closed_at, coalesce(l.at, '-infinity') AS leave_ends,
         least(k.closed_at + make_interval(days => k.grace_days), coalesce(l.at, '-infinity')) AS ends_at, h.is_protected, k.made_at
    FROM public.cases_case k JOIN public.registry_holding h ON h.person_id = k.person_id, LATERAL ring.leave(k.person_id, k.organisation_id) AS l;
CREATE VIEW ring.facts_case AS
  SELECT a.person_id AS person, v.case_id, a.organisation_id AS organisation, a.team_id AS team, a.staff_id AS staff, 'case'::text AS basis, a.id AS basis_id,
         v.sections, v.sections AS writes, NULL::text AS needs, NULL::uuid AS agreement, f.is_protected AS protected, a.made_at AS opens_at,
         least(a.until_at, f.ends_at) AS closes_at, f.made_at AS listed_at
    FROM public.cases_assignment a JOIN ring.life f ON f.case_id = a.case_id CROSS JOIN LATERAL (VALUES (a.case_id, 1023), (NULL::uuid, 31)) AS v(case_id, sections)
  UNION ALL  -- closed, or withdrawn from: the last team's, identity and heads
  SELECT a.person_id, v.case_id, a.organisation_id, a.team_id, NULL, 'case', a.id, v.sections, 0,
         CASE WHEN f.closed_at IS NOT NULL THEN 'reopen' ELSE 'approve_closure' END, NULL, f.is_protected, f.ends_at, coalesce(f.closed_at + interval '1 year', 'infinity'), f.made_at
    FROM public.cases_assignment a JOIN ring.life f ON f.case_id = a.case_id CROSS JOIN LATERAL (VALUES (a.case_id, 0), (NULL::uuid, 1)) AS v(case_id, sections)
   WHERE a.until_at IS NULL;
-- The same sections of a member's record as the case gives; never for or through a protected record.
CREATE VIEW ring.facts_household AS
  SELECT o.member_id AS person, NULL::uuid AS case_id, a.organisation_id AS organisation, a.team_id AS team, a.staff_id AS staff, 'household'::text AS basis, o.id AS basis_id,
         23 AS sections, 23 AS writes, NULL::text AS needs, NULL::uuid AS agreement, false AS protected, greatest(o.made_at, a.made_at) AS opens_at,
         least(o.until_at, a.until_at, f.ends_at) AS closes_at, f.made_at AS listed_at
    FROM public.cases_householdmember o JOIN public.cases_assignment a ON a.case_id = o.case_id JOIN ring.life f ON f.case_id = o.case_id
    JOIN public.registry_holding h ON h.person_id = o.member_id WHERE NOT f.is_protected AND NOT h.is_protected;
CREATE VIEW ring.facts_coworker AS
  SELECT w.person_id AS person, v.case_id, w.organisation_id AS organisation, w.team_id AS team, w.staff_id AS staff, 'coworker'::text AS basis, w.id AS basis_id,
         v.sections, v.sections AS writes, NULL::text AS needs, NULL::uuid AS agreement, f.is_protected AS protected, w.made_at AS opens_at,
         least(w.until_at, f.ends_at) AS closes_at, f.made_at AS listed_at
    FROM public.cases_coworker w JOIN ring.life f ON f.case_id = w.case_id CROSS JOIN LATERAL (VALUES (w.case_id, w.sections), (NULL::uuid, w.sections & 31)) AS v(case_id, sections);
-- A member's circles hang on the head's case.
CREATE VIEW ring.tied_household AS SELECT o.person_id AS person, o.member_id AS also FROM public.cases_householdmember o;

-- What a withdrawal, or a leave that ran out, ends for good (DESIGN.md §6.3 "Consent"). Sight does not wait for it.
CREATE FUNCTION ring.lapse_cases(p uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.cases_coworker w SET until_at = f.leave_ends FROM ring.life f
   WHERE f.case_id = w.case_id AND w.person_id = p AND f.leave_ends <= entry.clock() AND (w.until_at IS NULL OR w.until_at > f.leave_ends);
  UPDATE public.cases_householdmember w SET until_at = f.leave_ends FROM ring.life f
   WHERE f.case_id = w.case_id AND w.person_id = p AND f.leave_ends <= entry.clock() AND (w.until_at IS NULL OR w.until_at > f.leave_ends);
  UPDATE public.cases_handover w SET state = 'lapsed', answered_at = entry.clock() FROM ring.life f
   WHERE f.case_id = w.case_id AND w.person_id = p AND f.leave_ends <= entry.clock() AND w.state = 'proposed';
END$$;

-- Stamps: who, when, and the keys of the parent, read with the keeper's eyes: a hidden and a missing parent both give NULL and fail alike in the policy.
CREATE FUNCTION ring.stamp_case() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.organisation_id := coalesce(me.organisation, new.organisation_id); new.made_by := coalesce(me.membership, new.made_by); new.made_at := entry.clock();
  new.state := 'open'; new.closed_at := NULL; new.grace_days := 30; new.reason := '';
  LOOP
    new.number := ring.draw_number('AC');
    EXIT WHEN NOT EXISTS (SELECT FROM public.cases_case k WHERE k.number = new.number);
  END LOOP;
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_case_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock();
  IF tg_table_name = 'cases_planstep' THEN
    SELECT p.case_id INTO new.case_id FROM public.cases_plan p WHERE p.id = new.plan_id;
  END IF;
  IF tg_table_name = 'cases_closurecheck' THEN  -- beside a step of its own case
    new.step_id := (SELECT s.id FROM public.cases_casestep s WHERE s.id = new.step_id AND s.case_id = new.case_id AND s.step = 'ask_closure');
  END IF;
  IF tg_table_name = 'cases_risk' THEN  -- one of another case is no ground
    new.screening_id := (SELECT s.id FROM public.cases_screening s WHERE s.id = new.screening_id AND s.case_id = new.case_id);
  END IF;
  SELECT k.person_id INTO new.person_id FROM public.cases_case k WHERE k.id = new.case_id;
  RETURN new;
END$$;
-- The person is the case's; without a case the one that is named.
CREATE FUNCTION ring.stamp_attachment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock(); new.withdrawn_at := NULL;
  IF new.case_id IS NOT NULL THEN
    SELECT k.person_id INTO new.person_id FROM public.cases_case k WHERE k.id = new.case_id;
  END IF;
  RETURN new;
END$$;
-- What is withdrawn already, or is not there, belongs to nobody.
CREATE FUNCTION ring.stamp_attachmentwithdrawal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock();
  new.person_id := NULL; new.case_id := NULL; new.section := NULL; new.attached_by := NULL;
  SELECT a.person_id, a.case_id, a.section, a.made_by INTO new.person_id, new.case_id, new.section, new.attached_by
    FROM public.cases_attachment a WHERE a.id = new.attachment_id AND a.withdrawn_at IS NULL;
  RETURN new;
END$$;
CREATE FUNCTION ring.attachment_withdrawn() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  UPDATE public.cases_attachment SET withdrawn_at = new.made_at, title = '' WHERE id = new.attachment_id;
  RETURN NULL;
END$$;
-- For the sweep of what crashes left: which of these keys no row has that stands.
CREATE FUNCTION entry.files_without_rows(keys uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k FROM unnest(keys) AS k WHERE NOT EXISTS (SELECT FROM public.cases_attachment a WHERE a.id = k AND a.withdrawn_at IS NULL)$$;
GRANT EXECUTE ON FUNCTION entry.files_without_rows(uuid[]) TO amana_web;
CREATE FUNCTION ring.stamp_assignment() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock(); new.until_at := NULL;
  SELECT k.person_id, k.organisation_id INTO new.person_id, new.organisation_id FROM public.cases_case k WHERE k.id = new.case_id;
  IF tg_table_name = 'cases_coworker' THEN
    new.team_id := (SELECT m.teams[1] FROM public.access_membership m JOIN public.access_role r ON r.code = m.role_id
      WHERE m.staff_id = new.staff_id AND m.organisation_id = new.organisation_id AND m.suspended_at IS NULL AND entry.clock() < coalesce(m.ended_at, 'infinity')
        AND new.sections & ~r.reads = 0 ORDER BY m.id LIMIT 1);
  END IF;
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_handover() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock();
  new.from_on := (entry.clock() AT TIME ZONE 'Africa/Cairo')::date; new.state := 'proposed'; new.decline_reason := ''; new.answered_at := NULL;
  SELECT k.person_id, k.organisation_id, k.number INTO new.person_id, new.organisation_id, new.number FROM public.cases_case k WHERE k.id = new.case_id;
  new.giver_id := (SELECT a.staff_id FROM public.cases_assignment a WHERE a.case_id = new.case_id AND a.until_at IS NULL);
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_handoverstep() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock();
  SELECT h.case_id, h.person_id, h.organisation_id, h.staff_id INTO new.case_id, new.person_id, new.organisation_id, new.staff_id
    FROM public.cases_handover h WHERE h.id = new.handover_id;
  RETURN new;
END$$;
-- When a late task is told one step higher, in shares of its time; the same numbers stand in reference/escalation.toml, and a test compares them.
CREATE FUNCTION ring.escalation() RETURNS double precision[] LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$SELECT '{1.5,2}'::double precision[]$$;
-- In calendar time; what had no time is told when it was due.
CREATE FUNCTION ring.share_of_time(start_at timestamptz, due_at timestamptz, share double precision) RETURNS timestamptz LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT greatest(due_at, start_at) + (share - 1) * make_interval(secs => greatest(extract(epoch FROM due_at - start_at), 0))$$;
CREATE FUNCTION ring.stamp_goal() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF tg_table_name = 'cases_goal' THEN
    SELECT p.case_id, p.person_id INTO new.case_id, new.person_id FROM public.cases_plan p WHERE p.id = new.plan_id;
  ELSIF tg_table_name = 'cases_planaction' THEN
    SELECT g.case_id, g.person_id INTO new.case_id, new.person_id FROM public.cases_goal g WHERE g.id = new.goal_id;
  ELSE
    SELECT k.person_id INTO new.person_id FROM public.cases_case k WHERE k.id = new.case_id;
    IF pg_trigger_depth() = 1 THEN new.action_id := NULL; END IF;  -- only the rule makes a task of an action
    new.escalates_at := coalesce(new.escalates_at, ring.share_of_time(entry.clock(), new.due_at, (ring.escalation())[1]));
    new.escalates_further_at := coalesce(new.escalates_further_at, ring.share_of_time(entry.clock(), new.due_at, (ring.escalation())[2]));
  END IF;
  RETURN new;
END$$;

-- Facts: first the lock, then look -----------------------------------------------------------------------------------
CREATE FUNCTION ring.case_opened() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor(); h public.registry_holding;
BEGIN
  PERFORM ring.lock(new.person_id);
  SELECT * INTO h FROM public.registry_holding WHERE person_id = new.person_id;
  IF h.organisation_id <> new.organisation_id THEN PERFORM entry.refuse('own_record'); END IF;
  PERFORM ring.must_be_here(new.person_id);
  IF (SELECT f.leave_ends > entry.clock() FROM ring.life f WHERE f.case_id = new.id) IS NOT TRUE THEN PERFORM entry.refuse('case_ground'); END IF;
  IF EXISTS (SELECT FROM public.cases_case k WHERE k.person_id = new.person_id AND k.id <> new.id AND k.state <> 'closed') THEN PERFORM entry.refuse('case_open_already'); END IF;
  IF me.membership IS NOT NULL AND cardinality(me.teams) = 0 THEN PERFORM entry.refuse('team_member'); END IF;
  UPDATE public.registry_holding SET first_case_at = coalesce(first_case_at, new.made_at) WHERE person_id = new.person_id;
  IF me.membership IS NOT NULL THEN
    INSERT INTO public.cases_assignment (id, case_id, team_id, staff_id)
      VALUES (gen_random_uuid(), new.id, CASE WHEN h.team_id = ANY (me.teams) THEN h.team_id ELSE me.teams[1] END, me.staff);
  END IF;
  RETURN NULL;
END$$;
-- Whoever owned the case or worked along on it and does so no more does not see it: what was hers to do is its owner's.
CREATE FUNCTION ring.who_does(the_case uuid, who uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE WHEN count(*) FILTER (WHERE x.staff_id = who AND NOT x.works) > 0 AND count(*) FILTER (WHERE x.staff_id = who AND x.works) = 0
              THEN coalesce((SELECT a.staff_id FROM public.cases_assignment a WHERE a.case_id = the_case AND a.until_at IS NULL), who) ELSE who END
    FROM (SELECT a.staff_id, a.until_at IS NULL AS works FROM public.cases_assignment a WHERE a.case_id = the_case
          UNION ALL SELECT w.staff_id, w.until_at IS NULL AND w.sections & 16 <> 0 FROM public.cases_coworker w WHERE w.case_id = the_case) AS x$$;
-- The former owner's time ends with the new one's beginning: never two, never nobody. Her tasks go with the case; that of giving it back after a leave is done when it is given back.
CREATE FUNCTION ring.assigned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE former uuid;
BEGIN
  PERFORM ring.lock(new.person_id);
  former := (SELECT a.staff_id FROM public.cases_assignment a WHERE a.case_id = new.case_id AND a.id <> new.id AND a.until_at IS NULL);
  UPDATE public.cases_assignment SET until_at = new.made_at WHERE case_id = new.case_id AND id <> new.id AND until_at IS NULL;
  UPDATE public.cases_task t SET state = 'done' FROM public.cases_handover h WHERE h.case_id = new.case_id AND h.giver_id = new.staff_id AND h.state = 'accepted'
     AND t.case_id = new.case_id AND t.kind = 'give_back' AND t.state = 'open' AND t.due_at = (h.until_on + time '15:00') AT TIME ZONE 'Africa/Cairo';
  UPDATE public.cases_task SET staff_id = ring.who_does(case_id, staff_id) WHERE case_id = new.case_id AND state = 'open' AND staff_id = former;
  UPDATE public.cases_handover SET state = 'lapsed', answered_at = new.made_at WHERE case_id = new.case_id AND state = 'proposed';
  IF NOT ring.in_team(new.staff_id, new.organisation_id, new.team_id) THEN PERFORM entry.refuse('team_member'); END IF;
  IF (SELECT f.ends_at <= entry.clock() FROM ring.life f WHERE f.case_id = new.case_id) THEN PERFORM entry.refuse('case_state'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.handover_proposed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF NOT ring.in_team(new.staff_id, new.organisation_id, new.team_id) THEN PERFORM entry.refuse('team_member'); END IF;
  IF EXISTS (SELECT FROM public.cases_assignment a WHERE a.case_id = new.case_id AND a.until_at IS NULL AND a.staff_id = new.staff_id) THEN PERFORM entry.refuse('handover_to_owner'); END IF;
  IF (SELECT f.ends_at <= entry.clock() OR f.state = 'closed' FROM ring.life f WHERE f.case_id = new.case_id) THEN PERFORM entry.refuse('case_state'); END IF;
  RETURN NULL;
END$$;
-- Accepted: she owns it from this moment, as if assigned; giving it back after a leave is a task of hers.
CREATE FUNCTION ring.handover_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE h public.cases_handover;
BEGIN
  PERFORM ring.lock(new.person_id);
  UPDATE public.cases_handover SET state = CASE new.step WHEN 'accept' THEN 'accepted' WHEN 'decline' THEN 'declined' ELSE 'taken_back' END,
      decline_reason = CASE new.step WHEN 'decline' THEN new.reason ELSE '' END, answered_at = new.made_at
    WHERE id = new.handover_id AND state = 'proposed' RETURNING * INTO h;
  IF NOT FOUND THEN PERFORM entry.refuse('handover_state'); END IF;
  IF new.step = 'accept' THEN
    INSERT INTO public.cases_assignment (id, case_id, team_id, staff_id) VALUES (gen_random_uuid(), h.case_id, h.team_id, h.staff_id);
    IF h.until_on IS NOT NULL THEN
      INSERT INTO public.cases_task (id, version, case_id, person_id, kind, title, due_at, clock, staff_id, state, outcome)
        VALUES (gen_random_uuid(), 1, h.case_id, h.person_id, 'give_back', h.number, (h.until_on + time '15:00') AT TIME ZONE 'Africa/Cairo', 'calendar', h.staff_id, 'open', '');
    END IF;
  END IF;
  RETURN NULL;
END$$;
-- The sections lie inside the colleague's role; the stamp finds the team of that role, or none.
CREATE FUNCTION ring.coworker_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF new.team_id IS NULL OR new.sections = 0 THEN PERFORM entry.refuse('coworker_role'); END IF;
  IF (SELECT f.ends_at <= entry.clock() FROM ring.life f WHERE f.case_id = new.case_id) THEN PERFORM entry.refuse('case_state'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.member_recorded() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF new.member_id = new.person_id OR (SELECT h.organisation_id FROM public.registry_holding h WHERE h.person_id = new.member_id)
      IS DISTINCT FROM (SELECT h.organisation_id FROM public.registry_holding h WHERE h.person_id = new.person_id) THEN PERFORM entry.refuse('own_record'); END IF;
  PERFORM ring.must_be_here(new.member_id);
  RETURN NULL;
END$$;
-- The first note or paper on protection protects the record.
CREATE FUNCTION ring.note_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF new.section = 512 THEN
    PERFORM ring.lock(new.person_id);
    UPDATE public.registry_holding SET is_protected = true WHERE person_id = new.person_id AND NOT is_protected;
  END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.case_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE f ring.life; was text;
BEGIN
  PERFORM ring.lock(new.person_id);
  SELECT * INTO f FROM ring.life WHERE case_id = new.case_id;
  was := f.state;
  IF new.step = 'remove_coworker' THEN
    UPDATE public.cases_coworker SET until_at = new.made_at WHERE id = new.subject AND case_id = new.case_id AND until_at IS NULL;
    IF NOT FOUND THEN PERFORM entry.refuse('case_state'); END IF;
    UPDATE public.cases_task SET staff_id = ring.who_does(case_id, staff_id) WHERE case_id = new.case_id AND state = 'open'
       AND staff_id = (SELECT w.staff_id FROM public.cases_coworker w WHERE w.id = new.subject);
    RETURN NULL;
  ELSIF new.step = 'remove_member' THEN
    UPDATE public.cases_householdmember SET until_at = new.made_at WHERE id = new.subject AND case_id = new.case_id AND until_at IS NULL;
    IF NOT FOUND THEN PERFORM entry.refuse('case_state'); END IF;
    RETURN NULL;
  END IF;
  -- She withdrew, or her consent ran out: one step closes, without grace. What hung on a leave that ran out by the clock alone has not ended yet.
  IF new.step = 'approve_closure' AND was <> 'closed' AND f.leave_ends <= entry.clock() THEN
    PERFORM ring.lapse(new.person_id);
    UPDATE public.cases_case SET state = 'closed', closed_at = new.made_at, grace_days = 0, reason = 'withdrew' WHERE id = new.case_id;
    UPDATE public.cases_task SET state = 'cancelled' WHERE case_id = new.case_id AND state = 'open';
    UPDATE public.cases_handover SET state = 'lapsed', answered_at = new.made_at WHERE case_id = new.case_id AND state = 'proposed';
    RETURN NULL;
  END IF;
  IF new.step = 'reopen' AND f.leave_ends <= entry.clock() THEN PERFORM entry.refuse('case_ground'); END IF;
  IF new.step = 'reopen' AND f.closed_at + interval '1 year' < entry.clock() THEN PERFORM entry.refuse('case_state'); END IF;
  IF new.step NOT IN ('reopen', 'approve_closure', 'refuse_closure') AND f.leave_ends <= entry.clock() THEN PERFORM entry.refuse('case_ground'); END IF;
  IF new.step = 'reopen' AND EXISTS (SELECT FROM public.cases_case k WHERE k.person_id = new.person_id AND k.id <> new.case_id AND k.state <> 'closed') THEN PERFORM entry.refuse('case_open_already'); END IF;
  UPDATE public.cases_case SET
      state = CASE new.step WHEN 'hold' THEN 'on_hold' WHEN 'ask_closure' THEN 'closure_asked' WHEN 'approve_closure' THEN 'closed' ELSE 'open' END,
      closed_at = CASE new.step WHEN 'approve_closure' THEN new.made_at END, grace_days = 30,
      reason = CASE new.step WHEN 'ask_closure' THEN new.reason WHEN 'approve_closure' THEN reason ELSE '' END
    WHERE id = new.case_id AND CASE new.step
      WHEN 'hold' THEN state = 'open' WHEN 'resume' THEN state = 'on_hold' WHEN 'ask_closure' THEN state IN ('open', 'on_hold')
      WHEN 'refuse_closure' THEN state = 'closure_asked' WHEN 'approve_closure' THEN state = 'closure_asked' WHEN 'reopen' THEN state = 'closed' ELSE false END;
  IF NOT FOUND THEN PERFORM entry.refuse('case_state'); END IF;
  -- Here, not in the action: whoever closes need not write the section of tasks, nor see them.
  IF new.step = 'approve_closure' THEN
    UPDATE public.cases_task SET state = 'cancelled' WHERE case_id = new.case_id AND state = 'open';
    UPDATE public.cases_handover SET state = 'lapsed', answered_at = new.made_at WHERE case_id = new.case_id AND state = 'proposed';
  END IF;
  -- What the closure cancelled is to be done again; after more than the grace only what is still to come. An alarm and a question have ended for good.
  IF new.step = 'reopen' THEN
    UPDATE public.cases_task SET state = 'open', staff_id = ring.who_does(case_id, staff_id) WHERE case_id = new.case_id AND state = 'cancelled' AND changed_at = f.closed_at AND outcome = ''
       AND kind NOT IN ('alarm', 'referral_question') AND (due_at > new.made_at OR new.made_at < f.closed_at + interval '30 days');
  END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.plan_begun() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  UPDATE public.cases_plan SET version = (SELECT count(*) FROM public.cases_plan p WHERE p.case_id = new.case_id), state = 'draft' WHERE id = new.id;
  RETURN NULL;
END$$;
-- Approval is needed at critical and high risk, and below as the organisation has set it (DESIGN.md §6.4).
CREATE FUNCTION ring.plan_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE needs_approval boolean;
BEGIN
  PERFORM ring.lock(new.person_id);
  IF new.step = 'submit' AND NOT EXISTS (SELECT FROM public.cases_goal g WHERE g.plan_id = new.plan_id AND NOT g.is_removed) THEN PERFORM entry.refuse('plan_without_goals'); END IF;
  SELECT coalesce((SELECT r.level IN ('critical', 'high') FROM public.cases_risk r WHERE r.case_id = new.case_id ORDER BY r.made_at DESC, r.id DESC LIMIT 1), false) OR o.plans_need_approval
    INTO needs_approval FROM public.cases_case k JOIN public.organisations_organisation o ON o.id = k.organisation_id WHERE k.id = new.case_id;
  UPDATE public.cases_plan SET state = CASE new.step WHEN 'submit' THEN CASE WHEN needs_approval THEN 'submitted' ELSE 'approved' END WHEN 'approve' THEN 'approved' ELSE 'returned' END
    WHERE id = new.plan_id AND CASE new.step WHEN 'submit' THEN state IN ('draft', 'returned') ELSE state = 'submitted' END;
  IF NOT FOUND THEN PERFORM entry.refuse('plan_state'); END IF;
  IF EXISTS (SELECT FROM public.cases_plan p WHERE p.id = new.plan_id AND p.state = 'approved') THEN
    UPDATE public.cases_plan SET state = 'superseded' WHERE case_id = new.case_id AND id <> new.plan_id AND state = 'approved';
    UPDATE public.cases_task SET state = 'cancelled' WHERE case_id = new.case_id AND kind = 'plan_action' AND state = 'open';
    PERFORM ring.action_due(a.id) FROM public.cases_planaction a JOIN public.cases_goal g ON g.id = a.goal_id WHERE g.plan_id = new.plan_id;
  END IF;
  RETURN NULL;
END$$;
-- In a plan in force the due date of an action is a task of the colleague who does it, as long as she works on the case; it ends with the action. Late ones escalate as all tasks do.
CREATE FUNCTION ring.action_due(which uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.cases_task (id, version, case_id, person_id, kind, title, due_at, clock, staff_id, state, outcome, action_id)
    SELECT gen_random_uuid(), 1, a.case_id, a.person_id, 'plan_action', a.title, (a.due_on + time '15:00') AT TIME ZONE 'Africa/Cairo', 'calendar', ring.who_does(a.case_id, a.staff_id), 'open', '', a.id
      FROM public.cases_planaction a JOIN public.cases_goal g ON g.id = a.goal_id JOIN public.cases_plan p ON p.id = g.plan_id
     WHERE a.id = which AND NOT a.is_removed AND p.state = 'approved' AND a.staff_id IS NOT NULL AND a.due_on IS NOT NULL AND a.state IN ('planned', 'under_way')
       AND NOT EXISTS (SELECT FROM public.cases_task t WHERE t.action_id = a.id AND t.state = 'open');
END$$;
-- The record is locked first: an action that is planned while its plan comes into force is a task all the same, and a goal is in the plan that was submitted or in none.
-- What it says is corrected, and it is taken out, while the plan is in work alone; how it stands goes on, until another version is in force. Nothing is added to a version that another one follows.
CREATE FUNCTION ring.action_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE stands text; is_followed boolean;
BEGIN
  PERFORM ring.lock(new.person_id);
  SELECT p.state, EXISTS (SELECT FROM public.cases_plan n WHERE n.case_id = p.case_id AND n.version > p.version) INTO stands, is_followed
    FROM public.cases_goal g JOIN public.cases_plan p ON p.id = g.plan_id WHERE g.id = new.goal_id;
  IF tg_op = 'INSERT' AND is_followed OR tg_op = 'UPDATE' AND stands = 'superseded' AND (new.state, new.reason) IS DISTINCT FROM (old.state, old.reason) THEN
    PERFORM entry.refuse('plan_state');
  END IF;
  IF EXISTS (SELECT FROM public.cases_goal g WHERE g.id = new.goal_id AND g.is_removed) THEN PERFORM entry.refuse('changed_meanwhile'); END IF;
  IF tg_op = 'UPDATE' AND (new.title, new.kind, new.done_by, new.staff_id, new.due_on, new.cost, new.currency, new.is_removed)
      IS DISTINCT FROM (old.title, old.kind, old.done_by, old.staff_id, old.due_on, old.cost, old.currency, old.is_removed) AND stands NOT IN ('draft', 'returned') THEN
    PERFORM entry.refuse('plan_state');
  END IF;
  IF new.state IN ('done', 'dropped') THEN
    UPDATE public.cases_task SET state = CASE new.state WHEN 'done' THEN 'done' ELSE 'cancelled' END WHERE action_id = new.id AND state = 'open';
  ELSIF tg_op = 'INSERT' OR old.state IN ('done', 'dropped') THEN
    PERFORM ring.action_due(new.id);
  END IF;
  RETURN NULL;
END$$;
-- Goals are written while the plan is in work; actions go on while it is carried out.
CREATE FUNCTION ring.goal_written() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF (SELECT p.state FROM public.cases_plan p WHERE p.id = new.plan_id) NOT IN ('draft', 'returned') THEN PERFORM entry.refuse('plan_state'); END IF;
  IF new.is_removed AND EXISTS (SELECT FROM public.cases_planaction a WHERE a.goal_id = new.id AND NOT a.is_removed) THEN PERFORM entry.refuse('goal_has_actions'); END IF;
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_case(), ring.stamp_case_row(), ring.stamp_attachment(), ring.stamp_attachmentwithdrawal(), ring.attachment_withdrawn(), ring.stamp_assignment(), ring.stamp_handover(), ring.stamp_handoverstep(), ring.stamp_goal(), ring.case_opened(), ring.assigned(),
  ring.handover_proposed(), ring.handover_step(), ring.coworker_added(),
  ring.member_recorded(), ring.note_written(), ring.case_step(), ring.plan_begun(), ring.plan_step(), ring.goal_written(), ring.action_written() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;

CREATE TRIGGER a_stamp BEFORE INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION ring.stamp_case();
CREATE TRIGGER b_fact AFTER INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION ring.case_opened();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_casestep FOR EACH ROW EXECUTE FUNCTION ring.stamp_case_row();
CREATE TRIGGER b_fact AFTER INSERT ON cases_casestep FOR EACH ROW EXECUTE FUNCTION ring.case_step();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_assignment FOR EACH ROW EXECUTE FUNCTION ring.stamp_assignment();
CREATE TRIGGER b_fact AFTER INSERT ON cases_assignment FOR EACH ROW EXECUTE FUNCTION ring.assigned();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_handover FOR EACH ROW EXECUTE FUNCTION ring.stamp_handover();
CREATE TRIGGER b_fact AFTER INSERT ON cases_handover FOR EACH ROW EXECUTE FUNCTION ring.handover_proposed();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_handoverstep FOR EACH ROW EXECUTE FUNCTION ring.stamp_handoverstep();
CREATE TRIGGER b_fact AFTER INSERT ON cases_handoverstep FOR EACH ROW EXECUTE FUNCTION ring.handover_step();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_coworker FOR EACH ROW EXECUTE FUNCTION ring.stamp_assignment();
CREATE TRIGGER b_fact AFTER INSERT ON cases_coworker FOR EACH ROW EXECUTE FUNCTION ring.coworker_added();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_householdmember FOR EACH ROW EXECUTE FUNCTION ring.stamp_case_row();
CREATE TRIGGER b_fact AFTER INSERT ON cases_householdmember FOR EACH ROW EXECUTE FUNCTION ring.member_recorded();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_risk FOR EACH ROW EXECUTE FUNCTION ring.stamp_case_row();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_closurecheck FOR EACH ROW EXECUTE FUNCTION ring.stamp_case_row();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_screening FOR EACH ROW EXECUTE FUNCTION ring.stamp_case_row();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_attachment FOR EACH ROW EXECUTE FUNCTION ring.stamp_attachment();
CREATE TRIGGER b_fact AFTER INSERT ON cases_attachment FOR EACH ROW EXECUTE FUNCTION ring.note_written();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_attachmentwithdrawal FOR EACH ROW EXECUTE FUNCTION ring.stamp_attachmentwithdrawal();
CREATE TRIGGER b_fact AFTER INSERT ON cases_attachmentwithdrawal FOR EACH ROW EXECUTE FUNCTION ring.attachment_withdrawn();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_note FOR EACH ROW EXECUTE FUNCTION ring.stamp_case_row();
CREATE TRIGGER b_fact AFTER INSERT ON cases_note FOR EACH ROW EXECUTE FUNCTION ring.note_written();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_plan FOR EACH ROW EXECUTE FUNCTION ring.stamp_case_row();
CREATE TRIGGER b_fact AFTER INSERT ON cases_plan FOR EACH ROW EXECUTE FUNCTION ring.plan_begun();
CREATE TRIGGER a_stamp BEFORE INSERT ON cases_planstep FOR EACH ROW EXECUTE FUNCTION ring.stamp_case_row();
CREATE TRIGGER b_fact AFTER INSERT ON cases_planstep FOR EACH ROW EXECUTE FUNCTION ring.plan_step();
DO $$DECLARE t text; BEGIN
  FOREACH t IN ARRAY '{cases_case,cases_assignment,cases_coworker,cases_householdmember}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER c_settle_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched()', t);
    EXECUTE format('CREATE TRIGGER c_settle_update AFTER UPDATE ON %I REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched()', t);
  END LOOP;
  FOREACH t IN ARRAY '{cases_goal,cases_planaction,cases_task}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER a_keys BEFORE INSERT ON %I FOR EACH ROW EXECUTE FUNCTION ring.stamp_goal()', t);
    EXECUTE format('CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION entry.stamp_section()', t);
    EXECUTE format('CREATE TRIGGER b_past AFTER UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION entry.keep_old()', t);
  END LOOP;
END$$;
CREATE TRIGGER b_fact AFTER INSERT OR UPDATE ON cases_goal FOR EACH ROW EXECUTE FUNCTION ring.goal_written();
CREATE TRIGGER c_fact AFTER INSERT OR UPDATE ON cases_planaction FOR EACH ROW EXECUTE FUNCTION ring.action_written();
