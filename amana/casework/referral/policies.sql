-- Referrals: the head moves by steps alone; receiver and service carry the service's section; the package is frozen (DESIGN.md §6.3, §7).
GRANT SELECT ON referral_referral, referral_target, referral_packagepart, referral_referralstep, referral_message, referral_takeover, referral_draft TO amana_web;

CREATE POLICY seen_by_both_sides ON referral_referral FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM access_my_circle m WHERE m.basis_id = referral_referral.id AND m.person_id = referral_referral.person_id)
  OR EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = referral_referral.case_id AND m.own));
CREATE POLICY sent_through_the_case ON referral_referral FOR INSERT TO amana_web WITH CHECK (
  from_organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('refer')) AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.case_id = referral_referral.case_id AND m.own AND m.edit));
GRANT INSERT ON referral_referral TO amana_web;

-- The receiver reads where it came to; on the sender's side whoever reads the section of the service, and the writer.
CREATE POLICY seen_with_the_services_section ON referral_target FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM access_my_circle m WHERE m.basis_id = referral_target.referral_id AND m.person_id = referral_target.person_id)
  OR EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = referral_target.case_id AND m.own
               AND (m.sections & referral_target.section <> 0 OR referral_target.made_by_staff = (SELECT (entry.actor()).staff))));
-- Nobody opens a section that he does not read himself through that circle of the case.
CREATE POLICY sent_with_sections_one_reads ON referral_target FOR INSERT TO amana_web WITH CHECK (
  person_id IS NOT NULL AND (SELECT entry.may('refer')) AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.case_id = referral_target.case_id AND m.own AND m.edit AND m.sections & referral_target.sections = referral_target.sections));
GRANT INSERT ON referral_target TO amana_web;

-- person and case are copied down: row security inside row security would read the whole circle for each row (SECURITY.md §11).
CREATE POLICY minimum_before_sections_after_acceptance ON referral_packagepart FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM access_my_circle m WHERE m.basis_id = referral_packagepart.referral_id AND m.person_id = referral_packagepart.person_id
            AND (section = 0 OR m.basis = 'accepted' AND m.sections & section <> 0))
  OR EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = referral_packagepart.case_id AND m.own
            AND (m.sections & section <> 0 OR section = 0 AND m.sections <> 0)));
CREATE POLICY packed_with_sections_one_reads ON referral_packagepart FOR INSERT TO amana_web WITH CHECK (
  person_id IS NOT NULL AND (SELECT entry.may('refer')) AND EXISTS (
    SELECT FROM access_my_circle m WHERE m.case_id = referral_packagepart.case_id AND m.own AND m.edit AND m.sections & section = section));
GRANT INSERT ON referral_packagepart TO amana_web;

CREATE POLICY seen_by_both_sides ON referral_referralstep FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM access_my_circle m WHERE m.basis_id = referral_referralstep.referral_id AND m.person_id = referral_referralstep.person_id)
  OR EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = referral_referralstep.case_id AND m.own));
-- On the receiver's side: the desk where it answers, and the worker whom the referral names.
CREATE POLICY made_by_the_side_that_may ON referral_referralstep FOR INSERT TO amana_web WITH CHECK (
  CASE
    WHEN step IN ('see', 'ask', 'accept', 'decline') THEN (SELECT entry.may('answer')) AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.basis_id = referral_referralstep.referral_id AND m.person_id = referral_referralstep.person_id AND m.basis = 'offered')
    WHEN step IN ('withdraw', 'reply', 'remind') THEN CASE step WHEN 'withdraw' THEN (SELECT entry.may('withdraw')) WHEN 'reply' THEN (SELECT entry.may('reply'))
        ELSE (SELECT entry.may('remind')) END AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.case_id = referral_referralstep.case_id AND m.own AND m.edit)
    WHEN step = 'assign' THEN (SELECT entry.may('answer')) AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.basis_id = referral_referralstep.referral_id AND m.person_id = referral_referralstep.person_id AND m.basis = 'accepted' AND m.staff_id IS NULL)
    WHEN step IN ('start', 'complete', 'feed_back') THEN CASE step WHEN 'start' THEN (SELECT entry.may('start')) WHEN 'complete' THEN (SELECT entry.may('complete'))
        ELSE (SELECT entry.may('feed_back')) END AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.basis_id = referral_referralstep.referral_id AND m.person_id = referral_referralstep.person_id AND m.basis = 'accepted'
        AND CASE WHEN m.staff_id IS NULL THEN (SELECT entry.may('answer')) ELSE m.staff_id = (SELECT (entry.actor()).staff) END)
    WHEN step = 'end' THEN (SELECT entry.may('end')) AND (EXISTS (SELECT FROM access_my_circle m
      WHERE m.basis_id = referral_referralstep.referral_id AND m.person_id = referral_referralstep.person_id AND m.basis = 'accepted'
        AND CASE WHEN m.staff_id IS NULL THEN (SELECT entry.may('answer')) ELSE m.staff_id = (SELECT (entry.actor()).staff) END)
      OR EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = referral_referralstep.case_id AND m.own AND m.edit))
    ELSE false END);
GRANT INSERT ON referral_referralstep TO amana_web;

CREATE POLICY read_like_the_minimum ON referral_message FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM access_my_circle m WHERE m.basis_id = referral_message.referral_id AND m.person_id = referral_message.person_id)
  OR EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = referral_message.case_id AND m.own AND m.sections <> 0));
CREATE POLICY written_by_who_moves_it ON referral_message FOR INSERT TO amana_web WITH CHECK (
  EXISTS (SELECT FROM access_my_circle m WHERE m.basis_id = referral_message.referral_id AND m.person_id = referral_message.person_id
            AND CASE WHEN m.staff_id IS NULL THEN (SELECT entry.may('answer')) ELSE (SELECT entry.may('feed_back')) AND m.staff_id = (SELECT (entry.actor()).staff) END)
  OR (SELECT entry.may('refer')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = referral_message.case_id AND m.own AND m.edit));
GRANT INSERT ON referral_message TO amana_web;

CREATE POLICY seen_with_the_own_record ON referral_takeover FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = referral_takeover.person_id AND m.case_id IS NULL AND m.own AND m.near));
CREATE POLICY taken_over_by_the_named_worker ON referral_takeover FOR INSERT TO amana_web WITH CHECK (
  (SELECT entry.may('take_over'))
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.basis_id = referral_takeover.referral_id AND m.basis = 'accepted' AND m.staff_id = (SELECT (entry.actor()).staff))
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = referral_takeover.person_id AND m.case_id IS NULL AND m.own AND m.edit));
GRANT INSERT ON referral_takeover TO amana_web;

CREATE POLICY seen_by_its_writer_for_14_days ON referral_draft FOR SELECT TO amana_web USING (
  staff_id = (SELECT (entry.actor()).staff) AND organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.clock()) < made_at + interval '14 days'
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = referral_draft.case_id AND m.own AND m.edit));
CREATE POLICY begun_by_who_refers ON referral_draft FOR INSERT TO amana_web WITH CHECK (
  (SELECT entry.may('refer')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = referral_draft.case_id AND m.own AND m.edit));
CREATE POLICY changed_by_its_writer ON referral_draft FOR UPDATE TO amana_web USING (
  staff_id = (SELECT (entry.actor()).staff) AND organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.clock()) < made_at + interval '14 days'
  AND (SELECT entry.may('refer')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = referral_draft.case_id AND m.own AND m.edit));
GRANT INSERT ON referral_draft TO amana_web;
GRANT UPDATE (content, is_done) ON referral_draft TO amana_web;

SET ROLE amana_keeper;
-- A referral stands as long as its ground and the sender's own leave to work on the case. least() skips NULL: only the named ground counts.
CREATE VIEW ring.handed AS
  SELECT r.id, r.person_id, r.case_id, r.state, r.made_at, r.expires_at, r.answered_at, r.completed_at, r.from_organisation_id,
         t.to_organisation_id, t.desk_id, t.sections, t.agreement_id, t.to_staff_id, t.to_team_id, t.named_at, f.is_protected,
         least(s.ends_at, s.ended_at, l.ends_at, l.ended_at, f.leave_ends) AS ground_ends
    FROM public.referral_referral r JOIN public.referral_target t ON t.referral_id = r.id JOIN ring.life f ON f.case_id = r.case_id
    LEFT JOIN public.consent_consentscope s ON s.id = t.scope_id LEFT JOIN public.consent_legalbasis l ON l.id = t.legal_basis_id;
CREATE VIEW ring.facts_offered AS
  SELECT person_id AS person, NULL::uuid AS case_id, to_organisation_id AS organisation, desk_id AS team, NULL::uuid AS staff, 'offered'::text AS basis, id AS basis_id,
         0 AS sections, 0 AS writes, NULL::text AS needs, agreement_id AS agreement, is_protected AS protected, made_at AS opens_at, least(expires_at, ground_ends) AS closes_at,
         made_at AS listed_at
    FROM ring.handed WHERE state IN ('sent', 'seen', 'clarification');
-- Two circles: the desk (of the agreed: identity, contact, documents), and the worker named by the desk with the worker's team (none for police).
CREATE VIEW ring.facts_accepted AS
  SELECT r.person_id AS person, NULL::uuid AS case_id, r.to_organisation_id AS organisation, v.team, v.staff, 'accepted'::text AS basis, r.id AS basis_id,
         v.sections, 0 AS writes, NULL::text AS needs, r.agreement_id AS agreement, r.is_protected AS protected, greatest(r.answered_at, v.at) AS opens_at,
         least(r.completed_at + interval '30 days', r.ground_ends) AS closes_at, r.made_at AS listed_at
    FROM ring.handed r CROSS JOIN LATERAL (VALUES (r.desk_id, NULL::uuid, r.sections & 7, r.answered_at), (r.to_team_id, r.to_staff_id, r.sections, r.named_at)) AS v(team, staff, sections, at)
   WHERE r.state IN ('accepted', 'started', 'completed', 'feedback') AND v.at IS NOT NULL;

CREATE FUNCTION ring.is_police(o uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT EXISTS (SELECT FROM public.organisations_organisation x WHERE x.id = o AND x.kind IN ('LawEnforcement', 'ImmigrationService'))$$;

-- The one place that says whether data may leave; the purpose follows from the kind of the receiver. Returns the agreement. Called after the lock.
CREATE FUNCTION ring.ground(p uuid, the_scope uuid, basis uuid, from_o uuid, to_o uuid, why text, s integer) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE g uuid;
BEGIN
  IF ring.is_police(to_o) THEN why := 'law_enforcement'; END IF;
  IF the_scope IS NOT NULL AND NOT EXISTS (SELECT FROM public.consent_consentscope x JOIN public.consent_consent c ON c.id = x.consent_id
      WHERE x.id = the_scope AND x.person_id = p AND c.organisation_id = from_o AND x.agreed AND x.ended_at IS NULL AND entry.clock() < x.ends_at
        AND x.purpose = why AND x.receiver_id = to_o AND s & ~x.sections = 0) THEN PERFORM entry.refuse('ground_consent'); END IF;
  IF basis IS NOT NULL AND NOT EXISTS (SELECT FROM public.consent_legalbasis x WHERE x.id = basis AND x.person_id = p AND x.organisation_id = from_o AND x.to_organisation_id = to_o
      AND x.approved_at IS NOT NULL AND x.ended_at IS NULL AND entry.clock() < x.ends_at AND s & ~x.sections = 0) THEN PERFORM entry.refuse('ground_legal'); END IF;
  IF the_scope IS NULL THEN RETURN NULL; END IF;
  SELECT a.id INTO g FROM public.organisations_agreement a WHERE a.from_organisation_id = from_o AND a.to_organisation_id = to_o AND a.state = 'confirmed'
     AND why = ANY (a.purposes) AND s & ~a.sections = 0 AND a.starts_on <= (entry.clock() AT TIME ZONE 'Africa/Cairo')::date
     AND (entry.clock() AT TIME ZONE 'Africa/Cairo')::date < a.ends_on ORDER BY a.ends_on DESC LIMIT 1 FOR SHARE;
  IF g IS NULL THEN PERFORM entry.refuse('ground_agreement'); END IF;
  RETURN g;
END$$;

CREATE FUNCTION ring.stamp_referral() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.person_id := (SELECT k.person_id FROM public.cases_case k WHERE k.id = new.case_id);
  new.from_organisation_id := coalesce(me.organisation, new.from_organisation_id); new.made_by := coalesce(me.membership, new.made_by);
  new.made_at := entry.clock(); new.made_in := pg_current_xact_id()::text::bigint;
  new.state := 'sent'; new.answered_at := NULL; new.started_at := NULL; new.completed_at := NULL;
  new.expires_at := least(new.expires_at, new.made_at + interval '60 days'); new.answer_by := least(new.answer_by, new.expires_at);
  LOOP
    new.number := ring.draw_number('AR');
    EXIT WHEN NOT EXISTS (SELECT FROM public.referral_referral r WHERE r.number = new.number);
  END LOOP;
  RETURN new;
END$$;
-- Receiver and package belong to the transaction of the sending: both are frozen afterwards.
CREATE FUNCTION ring.stamp_sending() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  SELECT r.person_id, r.case_id INTO new.person_id, new.case_id FROM public.referral_referral r
   WHERE r.id = new.referral_id AND r.made_in = pg_current_xact_id()::text::bigint;
  IF tg_table_name = 'referral_target' THEN
    new.made_by_staff := (entry.actor()).staff; new.agreement_id := NULL; new.to_staff_id := NULL; new.to_team_id := NULL; new.named_at := NULL; new.is_to_be_named := false;
  END IF;
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_referral_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  SELECT r.person_id, r.case_id INTO new.person_id, new.case_id FROM public.referral_referral r WHERE r.id = new.referral_id;
  new.organisation_id := me.organisation; new.made_by := me.membership; new.made_at := entry.clock();
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_takeover() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN new.made_by := (entry.actor()).membership; new.made_at := entry.clock(); RETURN new; END$$;
CREATE FUNCTION ring.stamp_draft() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.person_id := (SELECT k.person_id FROM public.cases_case k WHERE k.id = new.case_id);
  new.staff_id := me.staff; new.organisation_id := me.organisation; new.made_at := entry.clock();
  RETURN new;
END$$;

CREATE FUNCTION ring.referral_sent() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r public.referral_referral; g uuid;
BEGIN
  PERFORM ring.lock(new.person_id);
  SELECT * INTO r FROM public.referral_referral WHERE id = new.referral_id;
  IF NOT EXISTS (SELECT FROM public.organisations_team t WHERE t.id = new.desk_id AND t.organisation_id = new.to_organisation_id AND t.is_desk AND t.is_active)
     OR NOT EXISTS (SELECT FROM public.directory_service s WHERE s.id = new.service_id AND s.organisation_id = new.to_organisation_id AND s.desk_id = new.desk_id AND s.is_active)
     OR new.to_organisation_id = r.from_organisation_id THEN PERFORM entry.refuse('referral_desk'); END IF;
  IF r.expires_at <= r.made_at THEN PERFORM entry.refuse('referral_period'); END IF;
  IF (SELECT f.state = 'closed' OR f.leave_ends <= entry.clock() FROM ring.life f WHERE f.case_id = r.case_id) THEN PERFORM entry.refuse('case_state'); END IF;
  g := ring.ground(new.person_id, new.scope_id, new.legal_basis_id, r.from_organisation_id, new.to_organisation_id, 'referral', new.sections);
  UPDATE public.referral_target SET agreement_id = g WHERE referral_id = new.referral_id;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.part_packed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.referral_target t WHERE t.referral_id = new.referral_id AND new.section & ~t.sections <> 0)
     OR NOT EXISTS (SELECT FROM public.referral_target t WHERE t.referral_id = new.referral_id) THEN PERFORM entry.refuse('part_section'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.referral_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r ring.handed; t public.referral_target; police boolean;
BEGIN
  PERFORM ring.lock(new.person_id);
  SELECT * INTO r FROM ring.handed WHERE id = new.referral_id;
  SELECT * INTO t FROM public.referral_target WHERE referral_id = new.referral_id;
  police := ring.is_police(r.to_organisation_id);
  IF NOT (CASE new.step WHEN 'see' THEN r.state = 'sent' WHEN 'ask' THEN r.state = 'seen' WHEN 'reply' THEN r.state = 'clarification'
      WHEN 'accept' THEN r.state IN ('seen', 'clarification') WHEN 'decline' THEN r.state IN ('seen', 'clarification')
      WHEN 'start' THEN r.state = 'accepted' WHEN 'complete' THEN r.state = 'started' WHEN 'feed_back' THEN r.state = 'completed'
      WHEN 'assign' THEN r.state IN ('accepted', 'started') AND new.to_staff_id IS NOT NULL WHEN 'end' THEN r.state IN ('accepted', 'started')
      ELSE r.state IN ('sent', 'seen', 'clarification') END)
     OR (new.step = 'accept' AND entry.clock() >= r.expires_at) THEN PERFORM entry.refuse('referral_state'); END IF;
  IF new.step = 'accept' THEN
    PERFORM ring.ground(r.person_id, t.scope_id, t.legal_basis_id, r.from_organisation_id, r.to_organisation_id, 'referral', r.sections);
  END IF;
  IF new.to_staff_id IS NOT NULL AND (new.step NOT IN ('accept', 'assign') OR NOT EXISTS (
      SELECT FROM public.access_membership m WHERE m.staff_id = new.to_staff_id AND m.organisation_id = r.to_organisation_id AND m.suspended_at IS NULL
        AND entry.clock() < coalesce(m.ended_at, 'infinity') AND (NOT police OR r.desk_id = ANY (m.teams)))) THEN PERFORM entry.refuse('team_member'); END IF;
  UPDATE public.referral_referral SET
      state = CASE new.step WHEN 'see' THEN 'seen' WHEN 'ask' THEN 'clarification' WHEN 'reply' THEN 'seen' WHEN 'accept' THEN 'accepted' WHEN 'decline' THEN 'declined'
        WHEN 'withdraw' THEN 'withdrawn' WHEN 'start' THEN 'started' WHEN 'complete' THEN 'completed' WHEN 'feed_back' THEN 'feedback' WHEN 'end' THEN 'ended' ELSE state END,
      answered_at = CASE WHEN new.step IN ('accept', 'decline', 'withdraw') THEN new.made_at ELSE answered_at END,
      started_at = CASE new.step WHEN 'start' THEN new.made_at ELSE started_at END,
      completed_at = CASE new.step WHEN 'complete' THEN new.made_at ELSE completed_at END
    WHERE id = r.id;
  IF new.to_staff_id IS NOT NULL THEN
    UPDATE public.referral_target SET to_staff_id = new.to_staff_id, named_at = new.made_at, is_to_be_named = false, to_team_id = CASE WHEN police THEN NULL ELSE (
        SELECT m.teams[1] FROM public.access_membership m WHERE m.staff_id = new.to_staff_id AND m.organisation_id = r.to_organisation_id AND m.ended_at IS NULL
         ORDER BY m.id LIMIT 1) END WHERE referral_id = r.id;
  ELSIF new.step IN ('accept', 'start', 'end') THEN
    UPDATE public.referral_target SET is_to_be_named = new.step = 'accept' WHERE referral_id = r.id AND is_to_be_named <> (new.step = 'accept');
  END IF;
  IF new.step IN ('decline', 'end') AND new.organisation_id = r.to_organisation_id AND new.code <> 'need_met' THEN PERFORM ring.tell_the_sender(r.id, CASE new.step WHEN 'decline' THEN 'referral_declined' ELSE 'referral_ended' END); END IF;
  IF new.step = 'ask' THEN PERFORM ring.tell_the_sender(r.id, 'referral_question'); END IF;
  RETURN NULL;
END$$;
-- No answer, a refusal, a question: each comes back to the case's owner as a task (field report B77).
CREATE FUNCTION ring.tell_the_sender(the_referral uuid, why text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.cases_task (id, version, case_id, person_id, kind, title, due_at, clock, staff_id, state, outcome)
    SELECT gen_random_uuid(), 1, r.case_id, r.person_id, why, r.number, entry.clock() + interval '1 day', 'calendar', a.staff_id, 'open', ''
      FROM public.referral_referral r JOIN public.cases_assignment a ON a.case_id = r.case_id AND a.until_at IS NULL WHERE r.id = the_referral;
END$$;
-- The task of a question ends with it: done once somebody has answered, pointless once the referral went on, ended or ran out without.
CREATE FUNCTION ring.question_is_over() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.cases_task SET state = CASE new.state WHEN 'seen' THEN 'done' ELSE 'cancelled' END
   WHERE case_id = new.case_id AND kind = 'referral_question' AND title = new.number AND state = 'open';
  RETURN NULL;
END$$;
-- Periodic: what nobody answered in time.
CREATE FUNCTION entry.expire_referrals() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r record; n bigint := 0;
BEGIN
  FOR r IN SELECT id, person_id FROM public.referral_referral WHERE state IN ('sent', 'seen', 'clarification') AND expires_at <= entry.clock() ORDER BY person_id LOOP
    PERFORM ring.lock(r.person_id);
    UPDATE public.referral_referral SET state = 'expired' WHERE id = r.id AND state IN ('sent', 'seen', 'clarification');
    IF FOUND THEN PERFORM ring.tell_the_sender(r.id, 'referral_expired'); n := n + 1; END IF;
  END LOOP;
  RETURN n;
END$$;
GRANT EXECUTE ON FUNCTION entry.expire_referrals() TO amana_web;

CREATE FUNCTION ring.taken_over() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.lock(new.person_id);
  IF (SELECT h.organisation_id FROM public.registry_holding h WHERE h.person_id = new.person_id) IS DISTINCT FROM (SELECT t.to_organisation_id FROM public.referral_target t WHERE t.referral_id = new.referral_id)
    THEN PERFORM entry.refuse('own_record'); END IF;
  PERFORM ring.must_be_here(new.person_id);
  RETURN NULL;
END$$;
-- A transfer: the receiver's own case completes the referral, opened anew, opened again or open already when its record is linked; the sender's closes after that. Never nobody, never two.
CREATE FUNCTION ring.transfer_arrived() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r record;
BEGIN
  IF NOT EXISTS (SELECT FROM public.cases_case k WHERE k.person_id = new.person_id AND k.state <> 'closed') THEN RETURN NULL; END IF;
  FOR r IN SELECT x.id, x.person_id FROM public.referral_takeover o JOIN public.referral_referral x ON x.id = o.referral_id
            WHERE o.person_id = new.person_id AND x.is_transfer AND x.state IN ('accepted', 'started') LOOP
    PERFORM ring.lock(r.person_id);
    UPDATE public.referral_referral SET state = 'completed', started_at = coalesce(started_at, new.made_at), completed_at = new.made_at WHERE id = r.id;
    PERFORM ring.tell_the_sender(r.id, 'transfer_arrived');
  END LOOP;
  RETURN NULL;
END$$;
-- No case is closed while a referral is open, and none as transferred before the other organisation works on a case of its own, whatever it says of the referral.
CREATE FUNCTION ring.closure_waits_for_referrals() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF new.step IN ('ask_closure', 'approve_closure') AND EXISTS (SELECT FROM public.referral_referral r WHERE r.case_id = new.case_id
      AND r.state IN ('sent', 'seen', 'clarification', 'accepted', 'started')) THEN PERFORM entry.refuse('case_open_referral'); END IF;
  IF new.step = 'ask_closure' AND new.reason = 'transferred' AND NOT EXISTS (SELECT FROM public.referral_referral r WHERE r.case_id = new.case_id AND r.is_transfer AND r.completed_at IS NOT NULL
      AND EXISTS (SELECT FROM public.referral_takeover o JOIN public.cases_case k ON k.person_id = o.person_id WHERE o.referral_id = r.id AND coalesce(k.closed_at, 'infinity') > r.answered_at)) THEN PERFORM entry.refuse('case_not_transferred'); END IF;
  RETURN NULL;
END$$;
-- What was delivered and whose window had closed before stays what it is: there is nothing left to end.
CREATE FUNCTION ring.lapse_referrals(p uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.referral_referral o SET state = CASE WHEN o.state IN ('sent', 'seen', 'clarification') THEN 'withdrawn' ELSE 'ended' END FROM ring.handed x
   WHERE o.id = x.id AND x.person_id = p AND x.ground_ends <= entry.clock() AND (
     o.state IN ('sent', 'seen', 'clarification', 'accepted', 'started') OR o.state IN ('completed', 'feedback') AND x.completed_at + interval '30 days' > x.ground_ends)$$;
-- A newer answer that still covers a referral carries it on.
CREATE FUNCTION ring.repin_referrals(older uuid, newer uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE public.referral_target t SET scope_id = newer FROM public.consent_consentscope n
   WHERE t.scope_id = older AND n.id = newer AND n.agreed AND t.sections & ~n.sections = 0$$;
GRANT EXECUTE ON FUNCTION ring.stamp_referral(), ring.stamp_sending(), ring.stamp_referral_row(), ring.stamp_takeover(), ring.stamp_draft(), ring.referral_sent(), ring.part_packed(),
  ring.referral_step(), ring.question_is_over(), ring.taken_over(), ring.transfer_arrived(), ring.closure_waits_for_referrals() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;

CREATE TRIGGER a_stamp BEFORE INSERT ON referral_referral FOR EACH ROW EXECUTE FUNCTION ring.stamp_referral();
CREATE TRIGGER c_question AFTER UPDATE OF state ON referral_referral FOR EACH ROW WHEN (old.state = 'clarification' AND new.state <> 'clarification') EXECUTE FUNCTION ring.question_is_over();
CREATE TRIGGER a_stamp BEFORE INSERT ON referral_target FOR EACH ROW EXECUTE FUNCTION ring.stamp_sending();
CREATE TRIGGER b_fact AFTER INSERT ON referral_target FOR EACH ROW EXECUTE FUNCTION ring.referral_sent();
CREATE TRIGGER a_stamp BEFORE INSERT ON referral_packagepart FOR EACH ROW EXECUTE FUNCTION ring.stamp_sending();
CREATE TRIGGER b_fact AFTER INSERT ON referral_packagepart FOR EACH ROW EXECUTE FUNCTION ring.part_packed();
CREATE TRIGGER a_stamp BEFORE INSERT ON referral_referralstep FOR EACH ROW EXECUTE FUNCTION ring.stamp_referral_row();
CREATE TRIGGER b_fact AFTER INSERT ON referral_referralstep FOR EACH ROW EXECUTE FUNCTION ring.referral_step();
CREATE TRIGGER a_stamp BEFORE INSERT ON referral_message FOR EACH ROW EXECUTE FUNCTION ring.stamp_referral_row();
CREATE TRIGGER a_stamp BEFORE INSERT ON referral_takeover FOR EACH ROW EXECUTE FUNCTION ring.stamp_takeover();
CREATE TRIGGER b_fact AFTER INSERT ON referral_takeover FOR EACH ROW EXECUTE FUNCTION ring.taken_over();
CREATE TRIGGER d_transfer AFTER INSERT ON referral_takeover FOR EACH ROW EXECUTE FUNCTION ring.transfer_arrived();
CREATE TRIGGER a_stamp BEFORE INSERT ON referral_draft FOR EACH ROW EXECUTE FUNCTION ring.stamp_draft();
-- Two rules of referral that hang on a case's own rows.
CREATE TRIGGER d_transfer AFTER INSERT ON cases_case FOR EACH ROW EXECUTE FUNCTION ring.transfer_arrived();
CREATE TRIGGER d_transfer AFTER INSERT ON cases_casestep FOR EACH ROW WHEN (new.step = 'reopen') EXECUTE FUNCTION ring.transfer_arrived();
CREATE TRIGGER b_referrals AFTER INSERT ON cases_casestep FOR EACH ROW EXECUTE FUNCTION ring.closure_waits_for_referrals();
DO $$DECLARE t text; BEGIN
  FOREACH t IN ARRAY '{referral_referral,referral_target}'::text[] LOOP
    EXECUTE format('CREATE TRIGGER c_settle_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched()', t);
    EXECUTE format('CREATE TRIGGER c_settle_update AFTER UPDATE ON %I REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched()', t);
  END LOOP; END$$;
