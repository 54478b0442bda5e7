-- Assistance: rows of a case in the section economic (32). The programme's team sees a request, the identity of its person and what is economic in its case
-- by a circle of its own (DESIGN.md §6.3 `assistance`); all that moves is moved by the database.
GRANT SELECT ON assistance_kind, assistance_limit, assistance_request, assistance_instalment, assistance_requeststep, assistance_paymentlist, assistance_payment, assistance_liststep,
  assistance_answerfile, assistance_answer TO amana_web;
GRANT INSERT ON assistance_request, assistance_instalment, assistance_requeststep, assistance_paymentlist, assistance_payment, assistance_liststep, assistance_answerfile, assistance_answer TO amana_web;
CREATE POLICY known_to_every_actor ON assistance_kind FOR SELECT TO amana_web USING ((SELECT (entry.actor()).membership) IS NOT NULL);
CREATE POLICY known_to_every_actor ON assistance_limit FOR SELECT TO amana_web USING ((SELECT (entry.actor()).membership) IS NOT NULL);

-- LIMIT: asked of each row in turn by index; as EXISTS the database would read all circles of the actor before the first row.
CREATE POLICY seen_with_economic ON assistance_request FOR SELECT TO amana_web USING ((
  SELECT true FROM access_my_circle m WHERE m.case_id = assistance_request.case_id AND m.sections & 32 <> 0 LIMIT 1));
CREATE POLICY asked_with_economic ON assistance_request FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('ask_help')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = assistance_request.case_id AND m.writable & 32 <> 0)
  AND EXISTS (SELECT FROM programmes_programme p WHERE p.id = assistance_request.programme_id) AND EXISTS (SELECT FROM programmes_budgetline l WHERE l.id = assistance_request.line_id));
CREATE POLICY seen_with_economic ON assistance_instalment FOR SELECT TO amana_web USING ((
  SELECT true FROM access_my_circle m WHERE m.case_id = assistance_instalment.case_id AND m.sections & 32 <> 0 LIMIT 1));
CREATE POLICY asked_with_economic ON assistance_instalment FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('ask_help')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.case_id = assistance_instalment.case_id AND m.writable & 32 <> 0));
CREATE POLICY seen_with_economic ON assistance_requeststep FOR SELECT TO amana_web USING ((
  SELECT true FROM access_my_circle m WHERE m.case_id = assistance_requeststep.case_id AND m.sections & 32 <> 0 LIMIT 1));
CREATE POLICY made_by_the_verb ON assistance_requeststep FOR INSERT TO amana_web WITH CHECK (
  CASE step WHEN 'check' THEN (SELECT entry.may('check_help')) WHEN 'approve' THEN (SELECT entry.may('grant_help')) AND (NOT exceeds OR (SELECT entry.may('exceed_help')))
    WHEN 'decline' THEN (SELECT entry.may('check_help')) OR (SELECT entry.may('grant_help'))
    WHEN 'cancel' THEN (SELECT entry.may('ask_help')) OR (SELECT entry.may('check_help')) WHEN 'met' THEN (SELECT entry.may('ask_help')) OR (SELECT entry.may('check_help'))
    WHEN 'order' THEN (SELECT entry.may('check_help')) WHEN 'deliver' THEN (SELECT entry.may('deliver_help')) WHEN 'return' THEN (SELECT entry.may('deliver_help'))
    WHEN 'reconcile' THEN (SELECT entry.may('keep_books')) ELSE false END
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = assistance_requeststep.case_id AND m.writable & 32 <> 0)
  AND (step NOT IN ('check', 'order', 'reconcile') OR EXISTS (  -- one case may ask several programmes: each is kept by its own team
    SELECT FROM assistance_request r JOIN programmes_programme p ON p.id = r.programme_id WHERE r.id = assistance_requeststep.request_id AND p.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[]))));

-- A list says how many and how much, not who: for the programme's team.
CREATE POLICY seen_by_the_team ON assistance_paymentlist FOR SELECT TO amana_web USING (((SELECT entry.may('keep_books')) OR (SELECT entry.may('run_programme'))) AND EXISTS (
  SELECT FROM programmes_programme p WHERE p.id = assistance_paymentlist.programme_id AND p.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])));
CREATE POLICY made_by_who_keeps_the_books ON assistance_paymentlist FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('keep_books')) AND EXISTS (
  SELECT FROM programmes_programme p WHERE p.id = assistance_paymentlist.programme_id AND p.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])));
CREATE POLICY seen_with_its_list ON assistance_liststep FOR SELECT TO amana_web USING (EXISTS (SELECT FROM assistance_paymentlist l WHERE l.id = assistance_liststep.payment_list_id));
CREATE POLICY made_by_the_verb ON assistance_liststep FOR INSERT TO amana_web WITH CHECK (
  CASE step WHEN 'release' THEN (SELECT entry.may('release_payment')) ELSE (SELECT entry.may('keep_books')) END
  AND EXISTS (SELECT FROM assistance_paymentlist l WHERE l.id = assistance_liststep.payment_list_id));
CREATE POLICY seen_with_its_list ON assistance_answerfile FOR SELECT TO amana_web USING (EXISTS (SELECT FROM assistance_paymentlist l WHERE l.id = assistance_answerfile.payment_list_id));
CREATE POLICY taken_in_by_who_keeps_the_books ON assistance_answerfile FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('keep_books'))
  AND EXISTS (SELECT FROM assistance_paymentlist l WHERE l.id = assistance_answerfile.payment_list_id));
CREATE POLICY seen_with_economic ON assistance_payment FOR SELECT TO amana_web USING ((
  SELECT true FROM access_my_circle m WHERE m.case_id = assistance_payment.case_id AND m.sections & 32 <> 0 LIMIT 1));
CREATE POLICY listed_by_who_keeps_the_books ON assistance_payment FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('keep_books'))
  AND EXISTS (SELECT FROM assistance_paymentlist l WHERE l.id = assistance_payment.payment_list_id)
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.case_id = assistance_payment.case_id AND m.writable & 32 <> 0));
CREATE POLICY seen_with_economic ON assistance_answer FOR SELECT TO amana_web USING ((
  SELECT true FROM access_my_circle m WHERE m.case_id = assistance_answer.case_id AND m.sections & 32 <> 0 LIMIT 1));
SET ROLE amana_keeper;
-- Help requested from a programme: its team sees who it is for and what is economic in the case, while the request stands and 30 days more.
CREATE VIEW ring.facts_assistance AS
  SELECT r.person_id AS person, v.case_id, k.organisation_id AS organisation, p.team_id AS team, NULL::uuid AS staff, 'assistance'::text AS basis, r.id AS basis_id,
         v.sections, v.writes, NULL::text AS needs, NULL::uuid AS agreement, f.is_protected AS protected, r.made_at AS opens_at,
         least(r.ended_at + interval '30 days', f.ends_at) AS closes_at, f.made_at AS listed_at
    FROM public.assistance_request r JOIN public.programmes_programme p ON p.id = r.programme_id JOIN public.cases_case k ON k.id = r.case_id
    JOIN ring.life f ON f.case_id = r.case_id CROSS JOIN LATERAL (VALUES (r.case_id, 32, 32), (NULL::uuid, 1, 0)) AS v(case_id, sections, writes);

-- Stamps -------------------------------------------------------------------------------------------------------------
-- The rate is that of the day: the latest that the programme told; one to one where its budget is in pounds.
CREATE FUNCTION ring.stamp_help() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor(); p public.programmes_programme;
BEGIN
  new.made_at := entry.clock(); new.made_by := coalesce(me.membership, new.made_by); new.staff_id := coalesce(me.staff, new.staff_id);
  new.state := 'requested'; new.approved_at := NULL; new.ended_at := NULL; new.pounds := NULL; new.pounds_on := NULL;
  new.person_id := (SELECT k.person_id FROM public.cases_case k WHERE k.id = new.case_id);
  new.approvals_needed := (SELECT max(l.approvals) FROM public.assistance_limit l WHERE l.above = 0 OR new.amount > l.above);
  SELECT * INTO p FROM public.programmes_programme WHERE id = new.programme_id;
  IF p.currency = 'EGP' THEN
    new.pounds := 1; new.pounds_on := (new.made_at AT TIME ZONE 'Africa/Cairo')::date;
  ELSE
    SELECT r.pounds, r.valid_on INTO new.pounds, new.pounds_on FROM public.programmes_rate r
     WHERE r.programme_id = p.id AND r.valid_on <= (new.made_at AT TIME ZONE 'Africa/Cairo')::date ORDER BY r.valid_on DESC, r.made_at DESC, r.id DESC LIMIT 1;
  END IF;
  RETURN new;
END$$;
-- Keys of the parent, read with the keeper's eyes: a hidden and a missing one both give NULL and fail alike in the policy.
CREATE FUNCTION ring.stamp_helprow() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.made_at := entry.clock(); new.made_by := coalesce(me.membership, new.made_by); new.staff_id := coalesce(me.staff, new.staff_id);
  new.case_id := NULL; new.person_id := NULL;
  IF tg_table_name = 'assistance_instalment' THEN
    new.state := 'planned'; new.is_met := new.condition = '';
    SELECT r.case_id, r.person_id, round(new.amount / r.pounds, 2) INTO new.case_id, new.person_id, new.charged FROM public.assistance_request r WHERE r.id = new.request_id;
  ELSIF tg_table_name = 'assistance_requeststep' THEN
    SELECT r.case_id, r.person_id INTO new.case_id, new.person_id FROM public.assistance_request r WHERE r.id = new.request_id
       AND (new.instalment_id IS NULL OR EXISTS (SELECT FROM public.assistance_instalment i WHERE i.id = new.instalment_id AND i.request_id = r.id));
    new.found := NULL;
    IF new.attachment_id IS NOT NULL THEN
      new.attachment_id := (SELECT a.id FROM public.cases_attachment a WHERE a.id = new.attachment_id AND a.case_id = new.case_id AND a.section = 32 AND a.withdrawn_at IS NULL);
    END IF;
    IF new.step IN ('check', 'approve') THEN new.found := ring.weigh_help(new.request_id); END IF;
  ELSIF tg_table_name = 'assistance_payment' THEN
    new.state := 'listed'; new.request_id := NULL; new.amount := NULL;
    SELECT i.case_id, i.person_id, i.request_id, i.amount INTO new.case_id, new.person_id, new.request_id, new.amount FROM public.assistance_instalment i WHERE i.id = new.instalment_id;
  ELSE
    SELECT p.case_id, p.person_id INTO new.case_id, new.person_id FROM public.assistance_payment p WHERE p.id = new.payment_id
       AND (new.file_id IS NULL OR EXISTS (SELECT FROM public.assistance_answerfile f WHERE f.id = new.file_id AND f.payment_list_id = p.payment_list_id));
  END IF;
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_paymentlist() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.made_at := entry.clock(); new.made_by := coalesce(me.membership, new.made_by);
  IF tg_table_name <> 'assistance_answerfile' THEN new.staff_id := coalesce(me.staff, new.staff_id); END IF;
  IF tg_table_name = 'assistance_paymentlist' THEN new.state := 'made'; new.payments := 0; new.total := 0; new.waiting := 0; END IF;
  RETURN new;
END$$;

-- What the check finds -----------------------------------------------------------------------------------------------
-- The case's person, whose household she is in, and all who live in these households: from whichever of them one looks, it is the same people.
CREATE FUNCTION ring.household_of(of_case uuid) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH head AS (SELECT k.person_id FROM public.cases_case k WHERE k.id = of_case
    UNION SELECT m.person_id FROM public.cases_householdmember m JOIN public.cases_case k ON k.person_id = m.member_id
           WHERE k.id = of_case AND (m.until_at IS NULL OR m.until_at > entry.clock()))
  SELECT ARRAY(SELECT h.person_id FROM head h
    UNION SELECT m.member_id FROM public.cases_householdmember m JOIN head h ON h.person_id = m.person_id WHERE m.until_at IS NULL OR m.until_at > entry.clock() ORDER BY 1)$$;
-- By what another record is known as hers.
CREATE FUNCTION ring.papers_of(who uuid) RETURNS TABLE (section integer, word text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT 4, 'document:' || encode(d.bare_hash, 'hex') FROM public.registry_document d WHERE d.person_id = who AND d.is_current AND d.bare_hash IS NOT NULL
  UNION SELECT 2, 'phone:' || t.e164 FROM public.registry_phone t WHERE t.person_id = who AND t.is_current AND t.e164 <> ''$$;
-- Other records with the same number of a document, or the same telephone and year of birth: by equality of hashes, in each organisation so many at most.
CREATE FUNCTION ring.same_papers(who uuid) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH paper AS MATERIALIZED (SELECT * FROM ring.papers_of(who))
  SELECT DISTINCT k.person_id FROM paper q CROSS JOIN public.organisations_organisation o CROSS JOIN LATERAL (
    SELECT x.person_id FROM public.registry_searchkey x WHERE x.organisation_id = o.id AND x.hash = (entry.search_hashes(ARRAY[q.word]))[1] AND x.section = q.section LIMIT 50) AS k
   WHERE o.is_active AND k.person_id <> who
     AND (q.section = 4 OR EXISTS (SELECT FROM public.registry_identity a JOIN public.registry_identity b ON b.birth_year = a.birth_year WHERE a.person_id = who AND b.person_id = k.person_id))$$;
-- What was given before within the kind's months, against its ceilings; the same need in the same time by the organisation itself; and, of other organisations, whether
-- and until which month: never which, what for or how much (DOMAIN.md §8), and nothing of a file that the blind match would not find.
CREATE FUNCTION ring.weigh_help(of_request uuid) RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r public.assistance_request; k public.assistance_kind; home uuid; family uuid[]; alike uuid[]; hers numeric; theirs numeric; charged numeric; same date; other date; outside date; shared boolean;
BEGIN
  SELECT * INTO r FROM public.assistance_request WHERE id = of_request;
  IF r.id IS NULL THEN RETURN NULL; END IF;
  SELECT * INTO k FROM public.assistance_kind WHERE code = r.kind;
  home := (SELECT c.organisation_id FROM public.cases_case c WHERE c.id = r.case_id);
  family := ring.household_of(r.case_id);
  alike := ARRAY(SELECT x FROM ring.same_papers(r.person_id) AS x);
  SELECT coalesce(sum(i.amount) FILTER (WHERE q.person_id = r.person_id), 0), coalesce(sum(i.amount), 0) INTO hers, theirs
    FROM public.assistance_request q JOIN public.assistance_instalment i ON i.request_id = q.id
   WHERE q.person_id = ANY (family) AND q.kind = r.kind AND q.id <> r.id AND q.approved_at > entry.clock() - make_interval(months => k.months) AND i.state <> 'released';
  SELECT max(q.period_until) FILTER (WHERE g.need = k.need), max(q.period_until) INTO same, other
    FROM public.assistance_request q JOIN public.assistance_kind g ON g.code = q.kind JOIN public.cases_case c ON c.id = q.case_id
   WHERE q.person_id = ANY (family || alike) AND c.organisation_id = home AND q.id <> r.id AND q.state IN ('approved', 'ordered', 'delivered', 'reconciled')
     AND q.period_from <= r.period_until AND r.period_from <= q.period_until;
  outside := (SELECT max(q.period_until) FROM public.assistance_request q JOIN public.assistance_kind g ON g.code = q.kind JOIN public.cases_case c ON c.id = q.case_id
   WHERE q.person_id = ANY (alike) AND c.organisation_id <> home AND g.need = k.need AND q.state IN ('approved', 'ordered', 'delivered', 'reconciled')
     AND q.period_from <= r.period_until AND r.period_from <= q.period_until AND ring.counts_elsewhere(q.person_id));
  shared := EXISTS (SELECT FROM public.assistance_request q JOIN public.cases_case c ON c.id = q.case_id
   WHERE q.account_hash = r.account_hash AND q.id <> r.id AND c.organisation_id = home AND NOT q.person_id = ANY (family));
  charged := (SELECT sum(i.charged) FROM public.assistance_instalment i WHERE i.request_id = r.id);
  RETURN jsonb_build_object('person', hers::text, 'person_ceiling', k.person_ceiling::text, 'household', theirs::text, 'household_ceiling', k.household_ceiling::text,
    'over', coalesce(hers + r.amount > k.person_ceiling, false) OR coalesce(theirs + r.amount > k.household_ceiling, false),
    'double', CASE WHEN same IS NOT NULL THEN 'same_need_same_period' WHEN other IS NOT NULL THEN 'complementary' ELSE 'none' END, 'double_until', same,
    'elsewhere', outside IS NOT NULL, 'elsewhere_until', to_char(outside, 'YYYY-MM'), 'shared_account', shared,
    'funds', coalesce((SELECT b.available >= charged FROM public.programmes_balance b WHERE b.line_id = r.line_id), false));
END$$;

-- Facts: first the lock, then look -----------------------------------------------------------------------------------
-- All records of the household in the order of their keys, so that two requests for one household are decided one after the other.
CREATE FUNCTION ring.lock_household(of_case uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM ring.record WHERE person = ANY (ring.household_of(of_case)) ORDER BY person FOR NO KEY UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'the keeper is blind' USING ERRCODE = '55000'; END IF;
END$$;
-- The files of one person may be several records, also of other organisations: by the papers that they share, two requests for her are decided one after the other.
CREATE FUNCTION ring.lock_papers(who uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM pg_advisory_xact_lock(x.paper) FROM (SELECT DISTINCT hashtextextended(q.word, 0) AS paper FROM ring.papers_of(who) AS q ORDER BY 1) AS x;
END$$;
-- A programme that is closed, or whose time is not now, agrees to nothing and orders nothing; whoever closes it meanwhile waits.
CREATE FUNCTION ring.must_run(of_programme uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM public.programmes_programme p WHERE p.id = of_programme AND p.is_open AND (entry.clock() AT TIME ZONE 'Africa/Cairo')::date BETWEEN p.starts_on AND p.ends_on FOR SHARE;
  IF NOT FOUND THEN PERFORM entry.refuse('programme_closed'); END IF;
END$$;
CREATE FUNCTION ring.help_asked() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE p public.programmes_programme; k public.cases_case; today date := (entry.clock() AT TIME ZONE 'Africa/Cairo')::date;
BEGIN
  PERFORM ring.lock(new.person_id);
  SELECT * INTO p FROM public.programmes_programme WHERE id = new.programme_id;
  SELECT * INTO k FROM public.cases_case WHERE id = new.case_id;
  IF p.organisation_id <> k.organisation_id OR NOT p.is_open OR today NOT BETWEEN p.starts_on AND p.ends_on THEN PERFORM entry.refuse('help_programme'); END IF;
  IF NOT EXISTS (SELECT FROM public.programmes_budgetline l WHERE l.id = new.line_id AND l.programme_id = p.id) THEN PERFORM entry.refuse('help_line'); END IF;
  IF NOT EXISTS (SELECT FROM public.assistance_kind g WHERE g.code = new.kind AND new.method = ANY (g.methods)) THEN PERFORM entry.refuse('help_kind'); END IF;
  IF new.pounds IS NULL THEN PERFORM entry.refuse('rate_missing'); END IF;
  IF k.state = 'closed' THEN PERFORM entry.refuse('case_state'); END IF;
  IF new.method IN ('bank', 'wallet') AND new.account_hash IS NULL THEN PERFORM entry.refuse('help_account'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.instalment_planned() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r public.assistance_request;
BEGIN
  SELECT * INTO r FROM public.assistance_request WHERE id = new.request_id FOR NO KEY UPDATE;
  IF r.state <> 'requested' OR r.staff_id IS DISTINCT FROM new.staff_id THEN PERFORM entry.refuse('help_state'); END IF;
  IF (SELECT sum(i.amount) FROM public.assistance_instalment i WHERE i.request_id = r.id) > r.amount THEN PERFORM entry.refuse('help_sum'); END IF;
  IF new.charged = 0 THEN PERFORM entry.refuse('instalment_amount'); END IF;
  RETURN NULL;
END$$;
-- What a request is follows from its instalments, once it is approved.
CREATE FUNCTION ring.move_help(of_request uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE planned bigint; under_way bigint; done bigint; now_is text;
BEGIN
  SELECT count(*) FILTER (WHERE i.state = 'planned'), count(*) FILTER (WHERE i.state = 'ordered'), count(*) FILTER (WHERE i.state = 'done') INTO planned, under_way, done
    FROM public.assistance_instalment i WHERE i.request_id = of_request;
  now_is := CASE WHEN under_way > 0 OR planned > 0 AND done > 0 THEN 'ordered' WHEN planned > 0 THEN 'approved' WHEN done > 0 THEN 'delivered'
                 WHEN EXISTS (SELECT FROM public.programmes_entry e WHERE e.request_id = of_request AND e.why = 'return') THEN 'returned' ELSE 'cancelled' END;
  UPDATE public.assistance_request SET state = now_is, ended_at = CASE WHEN now_is IN ('returned', 'cancelled') THEN entry.clock() END WHERE id = of_request;
END$$;
-- One instalment from one state to the next, with its entry in the books.
CREATE FUNCTION ring.move_instalment(which uuid, from_state text, to_state text, out_of text, into_it text, for_what text) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE i public.assistance_instalment;
BEGIN
  UPDATE public.assistance_instalment SET state = to_state WHERE id = which AND state = from_state RETURNING * INTO i;
  IF i.id IS NULL THEN PERFORM entry.refuse('help_state'); END IF;
  PERFORM ring.book((SELECT r.line_id FROM public.assistance_request r WHERE r.id = i.request_id), out_of, into_it, i.charged, for_what, NULL, i.request_id, i.id);
END$$;
-- What waits in lists for these requests leaves them. The instalments are locked first, so that none is listed meanwhile; lists come before lines of the budget, as in a release.
CREATE FUNCTION ring.unlist(requests uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE gone record;
BEGIN
  PERFORM FROM public.assistance_instalment WHERE request_id = ANY (requests) ORDER BY id FOR NO KEY UPDATE;
  FOR gone IN SELECT p.payment_list_id AS id, count(*) AS payments, sum(p.amount) AS total FROM public.assistance_payment p
               WHERE p.request_id = ANY (requests) AND p.state = 'listed' GROUP BY 1 ORDER BY 1 LOOP
    UPDATE public.assistance_paymentlist SET payments = payments - gone.payments, total = total - gone.total WHERE id = gone.id;
  END LOOP;
  UPDATE public.assistance_payment SET state = 'dropped' WHERE request_id = ANY (requests) AND state = 'listed';
END$$;
-- What is planned and not needed any more goes back to the line; what was not approved yet ends.
CREATE FUNCTION ring.release_help(of_request uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r public.assistance_request; one uuid;
BEGIN
  SELECT * INTO r FROM public.assistance_request WHERE id = of_request FOR NO KEY UPDATE;
  IF r.state IN ('requested', 'checked') THEN
    UPDATE public.assistance_request SET state = 'cancelled', ended_at = entry.clock() WHERE id = of_request;
    UPDATE public.assistance_instalment SET state = 'released' WHERE request_id = of_request;
  ELSIF r.state IN ('approved', 'ordered') THEN
    FOR one IN SELECT i.id FROM public.assistance_instalment i WHERE i.request_id = of_request AND i.state = 'planned' ORDER BY i.number LOOP
      PERFORM ring.move_instalment(one, 'planned', 'released', 'committed', 'available', 'release');
    END LOOP;
    PERFORM ring.move_help(of_request);
  END IF;
END$$;
-- What comes back after the case was closed is not given again.
CREATE FUNCTION ring.stop_help(of_request uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.assistance_request r JOIN ring.life f ON f.case_id = r.case_id WHERE r.id = of_request AND (f.state = 'closed' OR f.leave_ends <= entry.clock())) THEN
    PERFORM ring.release_all(ARRAY[of_request]);
  END IF;
END$$;
-- Papers and household are locked first, then the request, then the line of the budget: of two who decide at once the second finds what the first did.
CREATE FUNCTION ring.help_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r public.assistance_request; i public.assistance_instalment; weighed jsonb; one uuid;
BEGIN
  IF new.step = 'approve' THEN PERFORM ring.lock_papers(new.person_id); END IF;
  PERFORM ring.lock_household(new.case_id);
  SELECT * INTO r FROM public.assistance_request WHERE id = new.request_id FOR NO KEY UPDATE;
  SELECT * INTO i FROM public.assistance_instalment WHERE id = new.instalment_id;
  IF (new.step IN ('met', 'order', 'deliver', 'return')) <> (i.id IS NOT NULL) THEN PERFORM entry.refuse('help_state'); END IF;
  IF new.step IN ('check', 'approve', 'order', 'reconcile') AND r.staff_id = new.staff_id THEN PERFORM entry.refuse('help_own'); END IF;
  IF new.step IN ('approve', 'order') THEN PERFORM ring.must_run(r.programme_id); END IF;
  IF new.step = 'check' AND r.state = 'requested' THEN
    IF (SELECT sum(x.amount) FROM public.assistance_instalment x WHERE x.request_id = r.id) IS DISTINCT FROM r.amount THEN PERFORM entry.refuse('help_sum'); END IF;
    UPDATE public.assistance_request SET state = 'checked' WHERE id = r.id;
  ELSIF new.step = 'approve' AND r.state = 'checked' THEN
    IF EXISTS (SELECT FROM public.assistance_requeststep s WHERE s.request_id = r.id AND s.step = 'approve' AND s.staff_id = new.staff_id AND s.id <> new.id) THEN
      PERFORM entry.refuse('help_approved_already');
    END IF;
    IF (SELECT count(*) FROM public.assistance_requeststep s WHERE s.request_id = r.id AND s.step = 'approve') >= r.approvals_needed THEN
      weighed := ring.weigh_help(r.id);  -- anew, after the locks
      IF NOT EXISTS (SELECT FROM public.assistance_requeststep s WHERE s.request_id = r.id AND s.step = 'approve' AND s.exceeds) THEN
        IF (weighed ->> 'over')::boolean THEN PERFORM entry.refuse('help_over_ceiling'); END IF;
        IF weighed ->> 'double' = 'same_need_same_period' OR (weighed ->> 'elsewhere')::boolean THEN PERFORM entry.refuse('help_double'); END IF;
      END IF;
      FOR one IN SELECT x.id FROM public.assistance_instalment x WHERE x.request_id = r.id ORDER BY x.number LOOP
        PERFORM ring.move_instalment(one, 'planned', 'planned', 'available', 'committed', 'commit');
      END LOOP;
      UPDATE public.assistance_request SET state = 'approved', approved_at = new.made_at WHERE id = r.id;
    END IF;
  ELSIF new.step = 'decline' AND r.state IN ('requested', 'checked') THEN
    UPDATE public.assistance_request SET state = 'declined', ended_at = new.made_at WHERE id = r.id;
    UPDATE public.assistance_instalment SET state = 'released' WHERE request_id = r.id;
  ELSIF new.step = 'cancel' AND r.state IN ('requested', 'checked', 'approved', 'ordered')
      AND NOT EXISTS (SELECT FROM public.assistance_instalment x WHERE x.request_id = r.id AND x.state = 'ordered') THEN
    PERFORM ring.unlist(ARRAY[r.id]);
    PERFORM ring.release_help(r.id);
  ELSIF new.step = 'met' AND r.state IN ('approved', 'ordered') AND i.state = 'planned' THEN
    IF i.is_met THEN PERFORM entry.refuse('help_met_already'); END IF;
    UPDATE public.assistance_instalment SET is_met = true WHERE id = i.id;
  ELSIF new.step = 'order' AND r.state IN ('approved', 'ordered') AND r.method IN ('goods', 'service') AND i.is_met THEN
    PERFORM ring.move_instalment(i.id, 'planned', 'ordered', 'committed', 'ordered', 'order');
    PERFORM ring.move_help(r.id);
  ELSIF new.step = 'deliver' AND r.state = 'ordered' AND r.method IN ('goods', 'service') THEN
    PERFORM ring.move_instalment(i.id, 'ordered', 'done', 'ordered', 'spent', 'give');
    PERFORM ring.move_help(r.id);
  ELSIF new.step = 'return' AND r.state IN ('ordered', 'delivered') AND r.method IN ('goods', 'service') THEN
    -- What was ordered and never came goes the same way back; it could otherwise be told as received alone, and its money would stay under way.
    IF i.state = 'ordered' THEN PERFORM ring.move_instalment(i.id, 'ordered', 'planned', 'ordered', 'committed', 'fail');
    ELSE PERFORM ring.move_instalment(i.id, 'done', 'planned', 'spent', 'committed', 'return'); END IF;
    PERFORM ring.move_help(r.id);
    PERFORM ring.stop_help(r.id);
  ELSIF new.step = 'reconcile' AND r.state = 'delivered' THEN
    UPDATE public.assistance_request SET state = 'reconciled', ended_at = new.made_at WHERE id = r.id;
  ELSE
    PERFORM entry.refuse('help_state');
  END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.payment_listed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE l public.assistance_paymentlist; r public.assistance_request; i public.assistance_instalment;
BEGIN
  SELECT * INTO l FROM public.assistance_paymentlist WHERE id = new.payment_list_id FOR NO KEY UPDATE;
  SELECT * INTO i FROM public.assistance_instalment WHERE id = new.instalment_id FOR NO KEY UPDATE;  -- of one that is cancelled meanwhile nothing is listed
  SELECT * INTO r FROM public.assistance_request WHERE id = i.request_id;
  IF l.state <> 'made' OR l.staff_id IS DISTINCT FROM new.staff_id THEN PERFORM entry.refuse('list_state'); END IF;
  IF r.programme_id <> l.programme_id OR r.method <> l.method OR r.state NOT IN ('approved', 'ordered') OR i.state <> 'planned' OR NOT i.is_met OR i.due_on > l.pay_on THEN
    PERFORM entry.refuse('payment_not_due');
  END IF;
  IF r.staff_id = new.staff_id THEN PERFORM entry.refuse('help_own'); END IF;
  PERFORM ring.must_run(l.programme_id);
  UPDATE public.assistance_paymentlist SET payments = payments + 1, total = total + new.amount WHERE id = l.id;
  RETURN NULL;
END$$;
-- What goes to the bank is settled once, as its file is made or the list is told as sent. Whoever withdrew, or whose case was closed, is not in the file: her payment goes back to its
-- instalment, and what is left is what the bank answers. A list of nobody is dropped.
CREATE FUNCTION ring.settle_list(of_list uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE one record;
BEGIN
  FOR one IN SELECT p.id, p.instalment_id, p.request_id, p.amount FROM public.assistance_payment p JOIN public.assistance_request r ON r.id = p.request_id JOIN ring.life f ON f.case_id = p.case_id
              WHERE p.payment_list_id = of_list AND p.state = 'ordered' AND (f.state = 'closed' OR f.leave_ends <= entry.clock()) ORDER BY r.line_id, p.id LOOP
    PERFORM ring.move_instalment(one.instalment_id, 'ordered', 'planned', 'ordered', 'committed', 'recall');
    UPDATE public.assistance_payment SET state = 'recalled' WHERE id = one.id;
    UPDATE public.assistance_paymentlist SET payments = payments - 1, total = total - one.amount, waiting = waiting - 1, recalled = recalled + 1 WHERE id = of_list;
    PERFORM ring.move_help(one.request_id);
    PERFORM ring.stop_help(one.request_id);
  END LOOP;
  UPDATE public.assistance_paymentlist SET filed_at = entry.clock(), state = CASE waiting WHEN 0 THEN 'dropped' ELSE state END WHERE id = of_list;
END$$;
-- Released by a second person, who asked for none of it. In the order of the keys of the records, which are locked as everywhere before the rows.
CREATE FUNCTION ring.list_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE l public.assistance_paymentlist; one record; n integer := 0; sum numeric := 0;
BEGIN
  PERFORM FROM ring.record WHERE person IN (SELECT p.person_id FROM public.assistance_payment p WHERE p.payment_list_id = new.payment_list_id) ORDER BY person FOR NO KEY UPDATE;
  SELECT * INTO l FROM public.assistance_paymentlist WHERE id = new.payment_list_id FOR NO KEY UPDATE;
  IF new.step = 'release' AND l.state = 'made' THEN
    IF l.staff_id = new.staff_id THEN PERFORM entry.refuse('list_second_person'); END IF;
    PERFORM ring.must_run(l.programme_id);
    FOR one IN SELECT p.id, p.instalment_id, p.request_id, p.amount, r.staff_id FROM public.assistance_payment p JOIN public.assistance_request r ON r.id = p.request_id
                WHERE p.payment_list_id = l.id AND p.state = 'listed' ORDER BY r.line_id, p.id LOOP
      IF one.staff_id = new.staff_id THEN PERFORM entry.refuse('help_own'); END IF;
      PERFORM ring.move_instalment(one.instalment_id, 'planned', 'ordered', 'committed', 'ordered', 'order');
      PERFORM ring.move_help(one.request_id);
      n := n + 1; sum := sum + one.amount;
    END LOOP;
    IF n = 0 THEN PERFORM entry.refuse('list_empty'); END IF;
    UPDATE public.assistance_payment SET state = 'ordered' WHERE payment_list_id = l.id AND state = 'listed';
    UPDATE public.assistance_paymentlist SET state = 'released', payments = n, total = sum, waiting = n WHERE id = l.id;
  ELSIF new.step = 'drop' AND l.state = 'made' THEN
    UPDATE public.assistance_payment SET state = 'dropped' WHERE payment_list_id = l.id AND state = 'listed';
    UPDATE public.assistance_paymentlist SET state = 'dropped' WHERE id = l.id;
  ELSIF new.step = 'drop' AND l.state = 'released' AND l.filed_at IS NULL THEN
    -- Nothing of it has left the house: its money goes back to its instalments, and can be listed anew.
    FOR one IN SELECT p.id, p.instalment_id, p.request_id FROM public.assistance_payment p JOIN public.assistance_request r ON r.id = p.request_id
                WHERE p.payment_list_id = l.id AND p.state = 'ordered' ORDER BY r.line_id, p.id LOOP
      PERFORM ring.move_instalment(one.instalment_id, 'ordered', 'planned', 'ordered', 'committed', 'recall');
      UPDATE public.assistance_payment SET state = 'dropped' WHERE id = one.id;
      PERFORM ring.move_help(one.request_id);
      PERFORM ring.stop_help(one.request_id);
    END LOOP;
    UPDATE public.assistance_paymentlist SET state = 'dropped', waiting = 0 WHERE id = l.id;
  ELSIF new.step = 'file' AND l.state = 'released' AND l.filed_at IS NULL THEN
    PERFORM ring.settle_list(l.id);
  ELSIF new.step = 'send' AND l.state IN ('released', 'sent') THEN
    IF l.filed_at IS NULL THEN PERFORM ring.settle_list(l.id); END IF;
    UPDATE public.assistance_paymentlist SET state = 'sent' WHERE id = l.id AND state = 'released';
  ELSE
    PERFORM entry.refuse('list_state');
  END IF;
  RETURN NULL;
END$$;
-- What the bank says: paid or failed once, and of what was paid that it came back. All else contradicts what is known, and is refused. The last answer closes the list.
CREATE FUNCTION ring.payment_answered() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE p public.assistance_payment;
BEGIN
  PERFORM ring.lock(new.person_id);
  SELECT * INTO p FROM public.assistance_payment WHERE id = new.payment_id FOR NO KEY UPDATE;
  IF (SELECT l.state FROM public.assistance_paymentlist l WHERE l.id = p.payment_list_id) NOT IN ('sent', 'closed') THEN PERFORM entry.refuse('list_state'); END IF;
  IF p.state = 'ordered' AND new.outcome = 'paid' THEN
    PERFORM ring.move_instalment(p.instalment_id, 'ordered', 'done', 'ordered', 'spent', 'give');
  ELSIF p.state = 'ordered' AND new.outcome = 'failed' THEN
    PERFORM ring.move_instalment(p.instalment_id, 'ordered', 'planned', 'ordered', 'committed', 'fail');
  ELSIF p.state = 'paid' AND new.outcome = 'returned' THEN
    PERFORM ring.move_instalment(p.instalment_id, 'done', 'planned', 'spent', 'committed', 'return');
  ELSE
    PERFORM entry.refuse('answer_contradicts');
  END IF;
  UPDATE public.assistance_paymentlist SET waiting = waiting - 1, state = CASE waiting WHEN 1 THEN 'closed' ELSE state END WHERE id = p.payment_list_id AND p.state = 'ordered';
  UPDATE public.assistance_payment SET state = new.outcome WHERE id = p.id;
  UPDATE public.assistance_request SET ended_at = NULL WHERE id = p.request_id AND state = 'reconciled';
  PERFORM ring.move_help(p.request_id);
  PERFORM ring.stop_help(p.request_id);
  RETURN NULL;
END$$;
-- What its answers will move is locked in one order, whatever the order of the file: records, then lines of the budget.
CREATE FUNCTION ring.answers_come() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM FROM ring.record WHERE person IN (SELECT p.person_id FROM public.assistance_payment p WHERE p.payment_list_id = new.payment_list_id) ORDER BY person FOR NO KEY UPDATE;
  PERFORM FROM public.programmes_balance b WHERE b.line_id IN (SELECT r.line_id FROM public.assistance_payment p JOIN public.assistance_request r ON r.id = p.request_id
    WHERE p.payment_list_id = new.payment_list_id) ORDER BY b.line_id FOR NO KEY UPDATE;
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.answers_come() TO amana_owner;
-- A withdrawal, a leave that ran out, a closed case: what is not under way is not given any more.
CREATE FUNCTION ring.release_all(requests uuid[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE one uuid;
BEGIN
  PERFORM ring.unlist(requests);
  FOREACH one IN ARRAY requests LOOP PERFORM ring.release_help(one); END LOOP;
END$$;
CREATE VIEW ring.help_without_leave AS
  SELECT r.id, r.person_id, r.line_id FROM public.assistance_request r JOIN ring.life f ON f.case_id = r.case_id
   WHERE f.leave_ends <= entry.clock() AND (r.state IN ('requested', 'checked') OR r.state IN ('approved', 'ordered')
     AND EXISTS (SELECT FROM public.assistance_instalment i WHERE i.request_id = r.id AND i.state = 'planned'));
CREATE FUNCTION ring.lapse_assistance(p uuid) RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.release_all(ARRAY(SELECT h.id FROM ring.help_without_leave h WHERE h.person_id = p ORDER BY h.line_id, h.id));
END$$;
-- The same for all whose leave ran out by the clock while nobody touched their file; again, it finds nothing. Records before lists and lines, as everywhere.
CREATE FUNCTION entry.release_help_without_leave() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who uuid[] := ARRAY(SELECT h.person_id FROM ring.help_without_leave h); gone uuid[];
BEGIN
  PERFORM FROM ring.record WHERE person = ANY (who) ORDER BY person FOR NO KEY UPDATE;
  gone := ARRAY(SELECT h.id FROM ring.help_without_leave h WHERE h.person_id = ANY (who) ORDER BY h.line_id, h.id);
  PERFORM ring.release_all(gone);
  RETURN cardinality(gone);
END$$;
GRANT EXECUTE ON FUNCTION entry.release_help_without_leave() TO amana_web;
CREATE FUNCTION ring.help_stops() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  PERFORM ring.release_all(ARRAY(SELECT r.id FROM public.assistance_request r WHERE r.case_id = new.id AND r.state IN ('requested', 'checked', 'approved', 'ordered') ORDER BY r.line_id, r.id));
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_help(), ring.stamp_helprow(), ring.stamp_paymentlist(), ring.help_asked(), ring.instalment_planned(), ring.help_step(), ring.payment_listed(), ring.list_step(),
  ring.payment_answered(), ring.help_stops() TO amana_owner;

-- How far a programme has come: open requests by state, and under '' the people whom it reached, counts alone, for who runs it or keeps its books.
-- People and what is under way in one walk along their index: these are the many.
CREATE FUNCTION entry.programme_counts(of_programme uuid) RETURNS TABLE (state text, requests bigint, people bigint) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  IF NOT EXISTS (SELECT FROM entry.actor() me JOIN public.programmes_programme p ON p.id = of_programme AND p.team_id = ANY (me.teams)
                  WHERE me.verbs && ARRAY['run_programme', 'keep_books']) THEN RETURN; END IF;
  RETURN QUERY SELECT r.state::text, count(*), 0::bigint FROM public.assistance_request r
     WHERE r.programme_id = of_programme AND r.state IN ('requested', 'checked', 'approved') GROUP BY r.state;
  RETURN QUERY WITH reached AS (
      SELECT count(DISTINCT r.person_id) AS people, count(*) FILTER (WHERE r.state = 'ordered') AS under_way FROM public.assistance_request r
       WHERE r.programme_id = of_programme AND r.state IN ('ordered', 'delivered', 'reconciled'))
    SELECT v.state, v.requests, v.people FROM reached, LATERAL (VALUES ('ordered', reached.under_way, 0::bigint), ('', 0, reached.people)) AS v(state, requests, people);
END$$;
GRANT EXECUTE ON FUNCTION entry.programme_counts(uuid) TO amana_web;
-- Whether a payment stands in a list of a programme whose books the actor's team keeps; and the payments of such a list by key, amount and state, without whom.
CREATE FUNCTION entry.keeps_payment(which uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.assistance_payment y JOIN public.assistance_paymentlist l ON l.id = y.payment_list_id JOIN public.programmes_programme p ON p.id = l.programme_id
    JOIN entry.actor() me ON p.team_id = ANY (me.teams) WHERE y.id = which)$$;
CREATE FUNCTION entry.payments_in(of_list uuid) RETURNS TABLE (payment uuid, amount numeric, state text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT y.id, y.amount, y.state::text FROM public.assistance_payment y JOIN public.assistance_paymentlist l ON l.id = y.payment_list_id JOIN public.programmes_programme p ON p.id = l.programme_id
    JOIN entry.actor() me ON p.team_id = ANY (me.teams) AND 'keep_books' = ANY (me.verbs) WHERE l.id = of_list$$;
GRANT EXECUTE ON FUNCTION entry.keeps_payment(uuid), entry.payments_in(uuid) TO amana_web;
RESET ROLE; SET ROLE amana_owner;
-- Also of who may not see the case any more: the bank answers after a withdrawal as well, and the books must be told.
CREATE POLICY taken_in_by_who_keeps_the_books ON assistance_answer FOR INSERT TO amana_web WITH CHECK (case_id IS NOT NULL AND (SELECT entry.may('keep_books')) AND entry.keeps_payment(payment_id));
CREATE TRIGGER a_stamp BEFORE INSERT ON assistance_request FOR EACH ROW EXECUTE FUNCTION ring.stamp_help();
CREATE TRIGGER b_fact AFTER INSERT ON assistance_request FOR EACH ROW EXECUTE FUNCTION ring.help_asked();
CREATE TRIGGER c_settle_insert AFTER INSERT ON assistance_request REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched();
-- Only its end moves a circle; a list of a thousand payments settles nobody's.
CREATE TRIGGER c_settle_end AFTER UPDATE ON assistance_request FOR EACH ROW WHEN (new.ended_at IS DISTINCT FROM old.ended_at) EXECUTE FUNCTION ring.ended();
CREATE TRIGGER a_stamp BEFORE INSERT ON assistance_instalment FOR EACH ROW EXECUTE FUNCTION ring.stamp_helprow();
CREATE TRIGGER b_fact AFTER INSERT ON assistance_instalment FOR EACH ROW EXECUTE FUNCTION ring.instalment_planned();
CREATE TRIGGER a_stamp BEFORE INSERT ON assistance_requeststep FOR EACH ROW EXECUTE FUNCTION ring.stamp_helprow();
CREATE TRIGGER b_fact AFTER INSERT ON assistance_requeststep FOR EACH ROW EXECUTE FUNCTION ring.help_step();
CREATE TRIGGER a_stamp BEFORE INSERT ON assistance_paymentlist FOR EACH ROW EXECUTE FUNCTION ring.stamp_paymentlist();
CREATE TRIGGER a_stamp BEFORE INSERT ON assistance_payment FOR EACH ROW EXECUTE FUNCTION ring.stamp_helprow();
CREATE TRIGGER b_fact AFTER INSERT ON assistance_payment FOR EACH ROW EXECUTE FUNCTION ring.payment_listed();
CREATE TRIGGER a_stamp BEFORE INSERT ON assistance_liststep FOR EACH ROW EXECUTE FUNCTION ring.stamp_paymentlist();
CREATE TRIGGER b_fact AFTER INSERT ON assistance_liststep FOR EACH ROW EXECUTE FUNCTION ring.list_step();
CREATE TRIGGER a_stamp BEFORE INSERT ON assistance_answerfile FOR EACH ROW EXECUTE FUNCTION ring.stamp_paymentlist();
CREATE TRIGGER b_fact AFTER INSERT ON assistance_answerfile FOR EACH ROW EXECUTE FUNCTION ring.answers_come();
CREATE TRIGGER a_stamp BEFORE INSERT ON assistance_answer FOR EACH ROW EXECUTE FUNCTION ring.stamp_helprow();
CREATE TRIGGER b_fact AFTER INSERT ON assistance_answer FOR EACH ROW EXECUTE FUNCTION ring.payment_answered();
CREATE TRIGGER d_help_stops AFTER UPDATE ON cases_case FOR EACH ROW WHEN (new.state = 'closed' AND old.state <> 'closed') EXECUTE FUNCTION ring.help_stops();
