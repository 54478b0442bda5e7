-- What is new for the actor, and what goes out by e-mail (docs/decisions/0030).
SET ROLE amana_keeper;

-- Read from the facts with the rights of whoever calls: row policies hide here what they hide on every page. What is told no longer holds once it is answered,
-- and is no news after 14 days. It begins with the circles that name the actor, and with those of her teams.
-- grade: 2 tells at any hour (a referral that is emergency or urgent, an alarm), 1 outside the quiet hours (exceptional access, a critical case), 0 with the digest.
CREATE FUNCTION entry.notices() RETURNS TABLE (kind text, at timestamptz, object uuid, person_id uuid, number text, grade integer)
LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  WITH me AS MATERIALIZED (SELECT a.*, c.now, c.now - interval '14 days' AS since FROM entry.actor() AS a, (SELECT entry.clock() AS now) AS c),
  own AS MATERIALIZED (
    SELECT m.basis, m.basis_id, m.case_id FROM public.access_my_circle m
     WHERE m.staff_id = (SELECT me.staff FROM me) AND (m.basis = 'accepted' OR m.basis = 'case' AND m.case_id IS NOT NULL AND m.needs IS NULL)),
  -- Cases on which she works by name: owns: as their worker, not beside her.
  named AS MATERIALIZED (
    SELECT m.case_id, bool_or(m.basis = 'case') AS owns FROM public.access_my_circle m
     WHERE m.staff_id = (SELECT me.staff FROM me) AND m.basis IN ('case', 'coworker') AND m.case_id IS NOT NULL AND m.needs IS NULL GROUP BY m.case_id),
  team AS MATERIALIZED (
    SELECT DISTINCT m.basis, m.basis_id, m.case_id, m.person_id, m.needs FROM public.access_my_circle m
     WHERE m.team_id = ANY ((SELECT me.teams FROM me)::uuid[]) AND (
       m.basis = 'offered' AND (SELECT entry.may('answer'))
       OR m.basis = 'case' AND m.case_id IS NOT NULL AND (m.edit OR m.needs = 'approve_closure') AND (SELECT entry.may('approve_plan')))),
  found AS (
    SELECT CASE WHEN s.at IS NULL THEN 'referral_arrived' ELSE 'referral_replied' END AS kind, coalesce(s.at, r.made_at) AS at, r.id AS object, r.person_id,
           r.number::text AS number, CASE WHEN r.urgency IN ('emergency', 'urgent') THEN 2 ELSE 0 END AS grade
      FROM (SELECT DISTINCT t.basis_id FROM team t WHERE t.basis = 'offered') AS t JOIN public.referral_referral r ON r.id = t.basis_id AND r.state IN ('sent', 'seen')
     CROSS JOIN LATERAL (SELECT max(x.made_at) AS at FROM public.referral_referralstep x WHERE x.referral_id = r.id AND x.step = 'reply') AS s
    UNION ALL
    SELECT 'referral_named', s.made_at, r.id, r.person_id, r.number, CASE WHEN r.urgency IN ('emergency', 'urgent') THEN 2 ELSE 0 END
      FROM (SELECT DISTINCT o.basis_id FROM own o WHERE o.basis = 'accepted') AS o JOIN public.referral_referral r ON r.id = o.basis_id AND r.state = 'accepted' CROSS JOIN me
     CROSS JOIN LATERAL (SELECT x.made_at, x.made_by FROM public.referral_referralstep x WHERE x.referral_id = r.id AND x.to_staff_id = me.staff ORDER BY x.made_at DESC LIMIT 1) AS s
     WHERE s.made_by <> me.membership
    UNION ALL
    SELECT CASE s.step WHEN 'ask' THEN 'referral_question' WHEN 'accept' THEN 'referral_accepted' WHEN 'decline' THEN 'referral_declined' ELSE 'referral_moved' END,
           s.made_at, r.id, r.person_id, r.number, 0
      FROM (SELECT DISTINCT o.case_id FROM own o WHERE o.basis = 'case') AS o CROSS JOIN me
      JOIN public.referral_referral r ON r.case_id = o.case_id AND r.from_organisation_id = me.organisation
     CROSS JOIN LATERAL (SELECT x.step, x.made_at FROM public.referral_referralstep x WHERE x.referral_id = r.id AND x.organisation_id <> me.organisation
                            AND x.step IN ('ask', 'accept', 'decline', 'start', 'complete', 'feed_back', 'end') ORDER BY x.made_at DESC LIMIT 1) AS s
     WHERE s.step <> 'ask' OR r.state = 'clarification'
    UNION ALL
    SELECT 'referral_expired', r.expires_at, r.id, r.person_id, r.number, 0
      FROM (SELECT DISTINCT o.case_id FROM own o WHERE o.basis = 'case') AS o CROSS JOIN me
      JOIN public.referral_referral r ON r.case_id = o.case_id AND r.from_organisation_id = me.organisation AND r.state = 'expired'
    UNION ALL
    SELECT 'case_assigned', a.made_at, k.id, k.person_id, k.number, CASE WHEN (
        SELECT x.level FROM public.cases_risk x WHERE x.case_id = k.id ORDER BY x.made_at DESC, x.id DESC LIMIT 1) = 'critical' THEN 1 ELSE 0 END
      FROM (SELECT DISTINCT o.case_id FROM own o WHERE o.basis = 'case') AS o CROSS JOIN me JOIN public.cases_case k ON k.id = o.case_id AND k.state <> 'closed'
      JOIN public.cases_assignment a ON a.case_id = k.id AND a.until_at IS NULL AND a.staff_id = me.staff AND a.made_by <> me.membership AND a.made_at > me.since
    UNION ALL
    -- The flag of an alarm, to who works in the case and to who leads a team of it: that somebody must act, never why.
    SELECT 'alarm_raised', a.made_at, k.id, k.person_id, k.number, 2
      FROM (SELECT m.case_id FROM public.access_my_circle m WHERE m.staff_id = (SELECT me.staff FROM me) AND m.own AND m.edit AND m.case_id IS NOT NULL AND (SELECT entry.may('task'))
            UNION SELECT m.case_id FROM public.access_my_circle m WHERE m.team_id = ANY ((SELECT me.teams FROM me)::uuid[]) AND m.own AND m.edit AND m.case_id IS NOT NULL
               AND (SELECT entry.may('task') AND entry.may('approve_plan'))) AS c CROSS JOIN me
      JOIN public.assessments_alarm a ON a.case_id = c.case_id AND a.ended_at IS NULL AND a.made_by IS DISTINCT FROM me.membership
      JOIN public.cases_case k ON k.id = a.case_id AND k.state <> 'closed'
    UNION ALL
    SELECT 'handover_offered', h.made_at, h.id, h.person_id, h.number, 0
      FROM me JOIN public.cases_handover h ON h.staff_id = me.staff AND h.organisation_id = me.organisation AND h.state = 'proposed'
    UNION ALL
    -- To the giver, who owns the case still, until she offers it again. What was accepted she does not see any more.
    SELECT 'handover_declined', h.answered_at, k.id, k.person_id, k.number, 0
      FROM (SELECT DISTINCT o.case_id FROM own o WHERE o.basis = 'case') AS o CROSS JOIN me JOIN public.cases_case k ON k.id = o.case_id AND k.state <> 'closed'
     CROSS JOIN LATERAL (SELECT x.state, x.giver_id, x.answered_at FROM public.cases_handover x WHERE x.case_id = k.id ORDER BY x.made_at DESC, x.id DESC LIMIT 1) AS h
     WHERE h.state = 'declined' AND h.giver_id = me.staff
    UNION ALL
    SELECT 'plan_returned', s.made_at, k.id, k.person_id, k.number, 0
      FROM (SELECT DISTINCT o.case_id FROM own o WHERE o.basis = 'case') AS o JOIN public.cases_case k ON k.id = o.case_id
      JOIN public.cases_plan p ON p.case_id = k.id AND p.state = 'returned'
     CROSS JOIN LATERAL (SELECT x.made_at FROM public.cases_planstep x WHERE x.plan_id = p.id AND x.step = 'return' ORDER BY x.made_at DESC LIMIT 1) AS s
    UNION ALL
    SELECT 'task_late', t.due_at, k.id, k.person_id, k.number, 0
      FROM me JOIN public.cases_task t ON t.staff_id = me.staff AND t.state = 'open' AND t.due_at < me.now AND t.due_at > me.since
      JOIN public.cases_case k ON k.id = t.case_id AND k.state <> 'on_hold'
    UNION ALL
    -- Late for too long: to who leads, in cases of her teams, from the moment that was given with the task.
    -- OFFSET 0: one look for each case by the index of its open tasks.
    SELECT 'task_escalated', t.at, k.id, k.person_id, k.number, 0
      FROM (SELECT DISTINCT m.case_id FROM public.access_my_circle m WHERE m.basis = 'case' AND m.case_id IS NOT NULL AND m.edit
               AND (SELECT entry.may('approve_plan')) AND (SELECT me.reach <> 'organisation' FROM me)
               AND (m.team_id = ANY ((SELECT me.teams FROM me)::uuid[]) OR m.staff_id = (SELECT me.staff FROM me))) AS c CROSS JOIN me
     CROSS JOIN LATERAL (SELECT x.escalates_at AS at FROM public.cases_task x
                          WHERE x.case_id = c.case_id AND x.state = 'open' AND x.escalates_at <= me.now AND x.staff_id IS DISTINCT FROM me.staff OFFSET 0) AS t
      JOIN public.cases_case k ON k.id = c.case_id AND k.state = 'open'
    UNION ALL
    -- From the later moment to a head of unit, who reaches too many cases to look into each: the latest of them, one more than the page shows.
    SELECT 'task_escalated', t.at, k.id, k.person_id, k.number, 0
      FROM me CROSS JOIN LATERAL (
        SELECT x.case_id, x.escalates_further_at AS at FROM public.cases_task x
         WHERE me.reach = 'organisation' AND (SELECT entry.may('approve_plan'))
           AND x.state = 'open' AND x.escalates_further_at <= me.now AND x.escalates_further_at > me.since AND x.staff_id IS DISTINCT FROM me.staff
           AND (SELECT true FROM public.access_my_circle m WHERE m.case_id = x.case_id AND m.basis = 'case' AND m.edit LIMIT 1)
           AND (SELECT true FROM public.cases_case h WHERE h.id = x.case_id AND h.state = 'open')
         ORDER BY x.escalates_further_at DESC LIMIT 101) AS t
      JOIN public.cases_case k ON k.id = t.case_id
    UNION ALL
    -- From the morning after the day that the risk in force asks for.
    SELECT 'review_late', r.at, k.id, k.person_id, k.number, 0
      FROM (SELECT DISTINCT o.case_id FROM own o WHERE o.basis = 'case') AS o CROSS JOIN me JOIN public.cases_case k ON k.id = o.case_id AND k.state IN ('open', 'closure_asked')
     CROSS JOIN LATERAL (SELECT (x.review_on + 1)::timestamp AT TIME ZONE 'Africa/Cairo' AS at FROM public.cases_risk x WHERE x.case_id = k.id ORDER BY x.made_at DESC, x.id DESC LIMIT 1) AS r
     WHERE r.at <= me.now
    UNION ALL
    SELECT 'plan_waiting', s.made_at, k.id, k.person_id, k.number, 0
      FROM (SELECT DISTINCT t.case_id FROM team t WHERE t.basis = 'case' AND t.needs IS NULL) AS t CROSS JOIN me
      JOIN public.cases_case k ON k.id = t.case_id AND k.state <> 'closed' JOIN public.cases_plan p ON p.case_id = k.id AND p.state = 'submitted'
     CROSS JOIN LATERAL (SELECT x.made_at, x.made_by FROM public.cases_planstep x WHERE x.plan_id = p.id AND x.step = 'submit' ORDER BY x.made_at DESC LIMIT 1) AS s
     WHERE s.made_by <> me.membership
    UNION ALL
    SELECT 'closure_waiting', s.made_at, k.id, k.person_id, k.number, 0
      FROM (SELECT DISTINCT t.case_id FROM team t WHERE t.basis = 'case' AND t.needs IS NULL) AS t CROSS JOIN me
      JOIN public.cases_case k ON k.id = t.case_id AND k.state = 'closure_asked'
     CROSS JOIN LATERAL (SELECT x.made_at, x.made_by FROM public.cases_casestep x WHERE x.case_id = k.id AND x.step = 'ask_closure' ORDER BY x.made_at DESC LIMIT 1) AS s
     WHERE s.made_by <> me.membership
    UNION ALL
    -- Her consent to the case is withdrawn: it is to be closed.
    SELECT 'closure_waiting', s.at, k.id, k.person_id, k.number, 0
      FROM (SELECT DISTINCT t.case_id, t.person_id FROM team t WHERE t.needs = 'approve_closure') AS t JOIN public.cases_case k ON k.id = t.case_id AND k.state <> 'closed'
     CROSS JOIN LATERAL (SELECT max(x.made_at) AS at FROM public.consent_consentstep x WHERE x.person_id = t.person_id) AS s
    UNION ALL
    -- Closed by somebody else: to who works on it by name.
    SELECT 'case_closed', s.made_at, k.id, k.person_id, k.number, 0
      FROM named o CROSS JOIN me JOIN public.cases_case k ON k.id = o.case_id AND k.state = 'closed'
     CROSS JOIN LATERAL (SELECT x.made_at, x.made_by FROM public.cases_casestep x WHERE x.case_id = k.id AND x.step = 'approve_closure' ORDER BY x.made_at DESC LIMIT 1) AS s
     WHERE s.made_by <> me.membership
    UNION ALL
    -- To who owns the case now, and to a coworker who asked for it.
    SELECT 'help_decided', s.made_at, r.id, r.person_id, k.number, 0
      FROM named o CROSS JOIN me JOIN public.assistance_request r ON r.case_id = o.case_id AND r.state IN ('approved', 'ordered', 'declined') AND (o.owns OR r.staff_id = me.staff)
      JOIN public.cases_case k ON k.id = r.case_id
     CROSS JOIN LATERAL (SELECT x.made_at, x.made_by FROM public.assistance_requeststep x WHERE x.request_id = r.id AND x.step IN ('approve', 'decline') ORDER BY x.made_at DESC LIMIT 1) AS s
     WHERE s.made_by <> me.membership
    UNION ALL
    SELECT 'payment_waiting', l.made_at, l.id, NULL, NULL, 0
      FROM me JOIN public.assistance_paymentlist l ON l.state = 'made' AND l.payments > 0 AND l.staff_id <> me.staff
     WHERE (SELECT entry.may('release_payment'))
    UNION ALL
    -- For the vote of each member of the committee who has no part in it, as its page says.
    SELECT 'business_waiting', s.made_at, k.id, k.person_id, k.number, 0
      FROM me JOIN public.livelihoods_business b ON b.state = 'submitted' JOIN public.cases_case k ON k.id = b.case_id AND k.state <> 'closed'
     CROSS JOIN LATERAL (SELECT x.made_at FROM public.livelihoods_step x WHERE x.business_id = b.id AND x.step = 'submit' ORDER BY x.made_at DESC LIMIT 1) AS s
     WHERE (SELECT entry.may('decide_business')) AND NOT EXISTS (SELECT FROM named o WHERE o.case_id = b.case_id)
       AND NOT EXISTS (SELECT FROM public.livelihoods_plan p WHERE p.business_id = b.id AND p.staff_id = me.staff)
       AND NOT EXISTS (SELECT FROM public.livelihoods_vote v WHERE v.business_id = b.id AND v.round = b.round AND v.staff_id = me.staff)
    UNION ALL
    -- To who owns the case now, and to a coworker who submitted the plan.
    SELECT 'business_decided', d.made_at, k.id, k.person_id, k.number, 0
      FROM named o CROSS JOIN me JOIN public.livelihoods_business b ON b.case_id = o.case_id AND b.state IN ('approved', 'returned', 'declined') JOIN public.cases_case k ON k.id = b.case_id
     CROSS JOIN LATERAL (SELECT x.made_at FROM public.livelihoods_step x WHERE x.business_id = b.id AND x.step IN ('approve', 'return', 'decline') ORDER BY x.made_at DESC LIMIT 1) AS d
     WHERE o.owns OR me.membership = (
       SELECT x.made_by FROM public.livelihoods_step x WHERE x.business_id = b.id AND x.step = 'submit' ORDER BY x.made_at DESC LIMIT 1)
    UNION ALL
    SELECT 'legal_waiting', b.starts_at, b.id, b.person_id, NULL, 0
      FROM me JOIN public.consent_legalbasis b ON b.approved_at IS NULL AND b.ended_at IS NULL AND b.starts_at > me.since AND me.now < b.ends_at AND b.made_by <> me.membership
     WHERE (SELECT entry.may('approve_legal_basis')) AND (NOT b.is_vital OR me.now < b.starts_at + interval '24 hours')
    UNION ALL
    SELECT 'access_to_review', x.made_at, x.id, NULL, NULL, 1
      FROM me JOIN public.exceptional_access x ON x.reviewed_at IS NULL AND x.staff_id <> me.staff AND x.organisation_id = me.organisation
     WHERE (SELECT entry.may('review_access'))
    UNION ALL
    SELECT 'contact_wanted', s.made_at, s.id, s.person_id, s.number, 0
      FROM me JOIN public.elsewhere_message s ON s.organisation_id = me.organisation AND s.made_at > me.since
     WHERE (SELECT entry.may('answer')) AND NOT EXISTS (SELECT FROM public.elsewhere_reply y WHERE y.message_id = s.id)
    UNION ALL
    -- Told to whoever asked, while she sees the file that it is about.
    SELECT 'contact_answered', y.made_at, p.id, p.id, p.number, 0
      FROM me JOIN public.elsewhere_request r ON r.staff_id = me.staff AND r.organisation_id = me.organisation
      JOIN public.elsewhere_reply y ON y.request_id = r.id AND y.how <> 'set_aside' JOIN public.registry_person p ON p.id = r.person_id
    UNION ALL
    SELECT 'export_ready', x.made_at, x.id, NULL, NULL, 0
      FROM me JOIN public.lists_export x ON x.made_by = me.membership AND x.state = 'done')
  SELECT f.kind, f.at, f.object, f.person_id, f.number, f.grade FROM found f, me WHERE f.at > me.since ORDER BY f.at DESC, f.object$$;
GRANT EXECUTE ON FUNCTION entry.notices() TO amana_web;

-- One mark for each membership; it never goes back, and never into the future.
CREATE FUNCTION entry.notices_seen() RETURNS timestamptz LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
AS $$SELECT coalesce(max(s.until_at), '-infinity') FROM keys.notices_seen s WHERE s.membership = (entry.actor()).membership$$;
CREATE FUNCTION entry.see_notices(until_at timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO keys.notices_seen AS s (membership, until_at) SELECT a.membership, least($1, entry.clock()) FROM entry.actor() AS a WHERE a.membership IS NOT NULL
  ON CONFLICT ON CONSTRAINT notices_seen_pkey DO UPDATE SET until_at = greatest(s.until_at, excluded.until_at)$$;

-- One's own choice; nobody else's, and no address.
CREATE FUNCTION entry.mailing() RETURNS TABLE (choice text, digest_hour integer, quiet_from integer, quiet_until integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(c.choice, 'digest'), coalesce(c.digest_hour, 8), coalesce(c.quiet_from, 20), coalesce(c.quiet_until, 7)
    FROM entry.actor() AS a LEFT JOIN keys.mailing c ON c.staff = a.staff WHERE a.staff IS NOT NULL$$;
CREATE FUNCTION entry.choose_mailing(choice text, digest_hour integer, quiet_from integer, quiet_until integer) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  INSERT INTO keys.mailing AS c (staff, choice, digest_hour, quiet_from, quiet_until) SELECT a.staff, $1, $2, $3, $4 FROM entry.actor() AS a WHERE a.staff IS NOT NULL
  ON CONFLICT ON CONSTRAINT mailing_pkey DO UPDATE SET (choice, digest_hour, quiet_from, quiet_until) = ($1, $2, $3, $4)$$;
GRANT EXECUTE ON FUNCTION entry.notices_seen(), entry.see_notices(timestamptz), entry.mailing(), entry.choose_mailing(text, integer, integer, integer) TO amana_web;

-- E-mail ------------------------------------------------------------------------------------------------------------
-- What the sealed actor's bell counts. It runs as the reader, who is under the policies of amana_web: the answer is that of her own pages.
RESET ROLE; SET ROLE amana_reader;
CREATE FUNCTION post.counts() RETURNS TABLE (kind text, grade integer, n bigint, latest timestamptz) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT n.kind, n.grade, count(*), max(n.at) FROM entry.notices() AS n WHERE n.at > entry.notices_seen() GROUP BY n.kind, n.grade$$;
GRANT EXECUTE ON FUNCTION post.counts() TO amana_keeper;
RESET ROLE; SET ROLE amana_keeper;

-- Where somebody works now.
CREATE VIEW keys.in_force AS
  SELECT m.id AS membership, m.staff_id AS staff FROM public.access_membership m JOIN public.access_staff s ON s.id = m.staff_id
    JOIN public.organisations_organisation o ON o.id = m.organisation_id
   WHERE m.suspended_at IS NULL AND coalesce(m.starts_at, '-infinity') <= entry.clock() AND entry.clock() < coalesce(m.ended_at, 'infinity')
     AND s.is_active AND NOT s.is_system AND o.is_active;

-- What is new in all places of somebody, each counted by its own actor. Sessions that nobody ever holds: made, entered and gone in this statement.
CREATE FUNCTION post.counts_of(who uuid) RETURNS TABLE (kind text, grade integer, n bigint, latest timestamptz) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE place uuid; cookie text;
BEGIN
  FOR place IN SELECT f.membership FROM keys.in_force f WHERE f.staff = who ORDER BY 1 LOOP
    cookie := gen_random_uuid()::text || gen_random_uuid();
    INSERT INTO keys.session (cookie_hash, staff, membership, expires_at, idle, device, job_verbs, proved_at)
      SELECT sha256(convert_to(cookie, 'UTF8')), who, place, now() + interval '1 minute', interval '1 minute', 'mail', r.verbs, now()
        FROM public.access_membership m JOIN public.access_role r ON r.code = m.role_id WHERE m.id = place;
    PERFORM FROM entry.enter(cookie, gen_random_uuid());
    RETURN QUERY SELECT c.kind, c.grade, c.n, c.latest FROM post.counts() AS c;
    DELETE FROM keys.session k WHERE k.cookie_hash = sha256(convert_to(cookie, 'UTF8'));
    PERFORM set_config('amana.facts', '', true);
  END LOOP;
END$$;

-- Puts mails of up to 50 members of staff whose hour has come into the outbox; how many it looked at. Called again until that is none.
-- A digest: once on a working day, from its hour on and not in the quiet hours, where something is new since the last one. At once: looked at every few minutes;
-- outside working days and in the quiet hours only what tells at any hour goes out. The UPDATE locks: of two at the same moment one looks.
CREATE FUNCTION post.fill(working_day boolean) RETURNS integer LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE s record; t record; found_ jsonb; told keys.mailing; at timestamptz := entry.clock(); looked integer := 0;
  today date := (entry.clock() AT TIME ZONE 'Africa/Cairo')::date; hour integer := extract(hour FROM entry.clock() AT TIME ZONE 'Africa/Cairo');
BEGIN
  DELETE FROM keys.outbox o USING (SELECT w.id FROM keys.outbox w WHERE w.made_at < at - interval '1 day' FOR UPDATE SKIP LOCKED) AS w WHERE o.id = w.id;
  INSERT INTO keys.mailing (staff) SELECT DISTINCT f.staff FROM keys.in_force f ON CONFLICT ON CONSTRAINT mailing_pkey DO NOTHING;
  FOR s IN
    SELECT d.* FROM (
      SELECT c.staff, q.is_quiet, c.choice IN ('digest', 'both') AND working_day AND NOT q.is_quiet AND hour >= c.digest_hour AND c.digest_on IS DISTINCT FROM today AS is_digest,
             c.choice IN ('urgent', 'both') AND coalesce(c.looked_at, '-infinity') < at - interval '4 minutes' AS is_look
        FROM keys.mailing c, LATERAL (SELECT hour >= c.quiet_from OR hour < c.quiet_until AS is_quiet) AS q
       WHERE c.staff IN (SELECT f.staff FROM keys.in_force f)) AS d
     WHERE d.is_digest OR d.is_look ORDER BY d.staff LIMIT 50
  LOOP
    looked := looked + 1;
    UPDATE keys.mailing c SET looked_at = at, digest_on = CASE WHEN s.is_digest THEN today ELSE c.digest_on END
     WHERE c.staff = s.staff AND CASE WHEN s.is_digest THEN c.digest_on IS DISTINCT FROM today ELSE coalesce(c.looked_at, '-infinity') < at - interval '4 minutes' END
    RETURNING * INTO told;
    CONTINUE WHEN NOT FOUND;
    found_ := (SELECT coalesce(jsonb_agg(to_jsonb(x)), '[]') FROM post.counts_of(s.staff) AS x);
    SELECT max(x.latest) AS latest, max(x.latest) FILTER (WHERE x.grade > 0) AS urgent,
           max(x.latest) FILTER (WHERE x.grade = 2 OR x.grade = 1 AND working_day AND NOT s.is_quiet) AS now INTO t
      FROM jsonb_to_recordset(found_) AS x(grade integer, latest timestamptz);
    IF s.is_digest AND t.latest > coalesce(told.told_at, '-infinity') THEN
      PERFORM post.put(s.staff, false, found_);
      UPDATE keys.mailing c SET told_at = t.latest WHERE c.staff = s.staff;
    ELSIF NOT s.is_digest AND t.now > coalesce(told.told_urgent_at, '-infinity') THEN
      PERFORM post.put(s.staff, true, found_);
      UPDATE keys.mailing c SET told_urgent_at = t.urgent WHERE c.staff = s.staff;
    END IF;
  END LOOP;
  RETURN looked;
END$$;
-- One that waits already is replaced: nobody gets yesterday's counts beside today's. One that is on its way just now is left to go.
CREATE FUNCTION post.put(who uuid, urgent boolean, found_ jsonb) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM keys.outbox o USING (SELECT w.id FROM keys.outbox w WHERE w.staff = who AND w.is_urgent = urgent FOR UPDATE SKIP LOCKED) AS w WHERE o.id = w.id;
  INSERT INTO keys.outbox (id, staff, is_urgent, counts, made_at, due_at)
    SELECT gen_random_uuid(), who, urgent, jsonb_object_agg(k.kind, k.n), entry.clock(), entry.clock()
      FROM (SELECT x.kind, sum(x.n) AS n FROM jsonb_to_recordset(found_) AS x(kind text, grade integer, n bigint) WHERE x.grade > 0 OR NOT urgent GROUP BY x.kind) AS k$$;

-- The next mail, taken for good with the transaction in which it is sent; what is rolled back waits again. The address as it is now, for who still works here.
CREATE FUNCTION post.take() RETURNS TABLE (id uuid, address text, language text, is_urgent boolean, counts jsonb) LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH next AS (
    SELECT o.id FROM keys.outbox o WHERE o.due_at <= entry.clock() AND o.staff IN (SELECT f.staff FROM keys.in_force f) ORDER BY o.is_urgent DESC, o.made_at, o.id LIMIT 1 FOR UPDATE SKIP LOCKED),
  taken AS (DELETE FROM keys.outbox o USING next WHERE o.id = next.id RETURNING o.*)
  SELECT t.id, s.email::text, s.language::text, t.is_urgent, t.counts FROM taken t JOIN public.access_staff s ON s.id = t.staff$$;
-- It could not be sent: tried again after 5, 10, 20 … minutes, at most 2 hours, for a day.
CREATE FUNCTION post.put_off(mail uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE keys.outbox o SET tries = o.tries + 1, due_at = entry.clock() + least(interval '5 minutes' * power(2, least(o.tries, 10)), interval '2 hours') WHERE o.id = mail$$;
GRANT EXECUTE ON FUNCTION post.fill(boolean), post.take(), post.put_off(uuid) TO amana_mail;
