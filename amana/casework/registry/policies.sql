-- A record: its head, its steps, its sections, and the circle `registered` that follows from them (DESIGN.md §6.2, §6.3).
GRANT SELECT ON registry_person, registry_holding, registry_personstep, registry_identity, registry_identity_past, registry_contact, registry_contact_past,
  registry_phone, registry_phone_past, registry_document, registry_document_past, registry_journey, registry_journey_past, registry_social, registry_social_past,
  registry_searchkey, registry_clash, registry_judgement TO amana_web;

-- The head: own organisation's circles; by a window of another organisation once it has sections. Then number and organisation only.
CREATE POLICY seen_through_a_circle ON registry_person FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_person.id AND m.case_id IS NULL AND (m.own OR m.sections <> 0)));
CREATE POLICY registered_by_a_role_that_may ON registry_person FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation)
  AND CASE WHEN expected_team_id IS NULL THEN (SELECT entry.may('register')) OR (SELECT entry.may('take_over')) ELSE (SELECT entry.may('import')) END);
GRANT INSERT ON registry_person TO amana_web;

CREATE POLICY seen_by_its_organisation ON registry_holding FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_holding.person_id AND m.case_id IS NULL AND m.own));

CREATE POLICY seen_within_reach ON registry_personstep FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_personstep.person_id AND m.case_id IS NULL AND m.own AND m.near));
-- The verb of `reopen` is tested by the circle itself, which needs it.
CREATE POLICY made_through_the_registered_circle ON registry_personstep FOR INSERT TO amana_web WITH CHECK (
  CASE step
    WHEN 'register' THEN (SELECT entry.may('register')) AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.person_id = registry_personstep.person_id AND m.case_id IS NULL AND m.basis = 'registered' AND m.edit AND m.needs IS NULL)
    WHEN 'pass_on' THEN (SELECT entry.may('pass_on')) AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.person_id = registry_personstep.person_id AND m.case_id IS NULL AND m.basis = 'registered' AND m.edit AND m.needs IS NULL)
    WHEN 'receive' THEN EXISTS (SELECT FROM access_my_circle m
      WHERE m.person_id = registry_personstep.person_id AND m.case_id IS NULL AND m.own AND m.near AND m.needs = 'receive')
    WHEN 'undo_import' THEN (SELECT entry.may('undo_import')) AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.person_id = registry_personstep.person_id AND m.case_id IS NULL AND m.own AND m.near AND m.needs = 'receive')
    WHEN 'reopen' THEN EXISTS (SELECT FROM access_my_circle m
      WHERE m.person_id = registry_personstep.person_id AND m.case_id IS NULL AND m.own AND m.near AND m.needs = 'reopen')
    WHEN 'protect' THEN (SELECT entry.may('protect')) AND EXISTS (SELECT FROM access_my_circle m
      WHERE m.person_id = registry_personstep.person_id AND m.case_id IS NULL AND m.own AND m.edit)
    ELSE false END);
GRANT INSERT ON registry_personstep TO amana_web;

-- First rows of an expected record are written by whoever imports, also a supervisor, who writes no identity otherwise: the list says them, not she.
CREATE POLICY seen_with_identity ON registry_identity FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_identity.person_id AND m.case_id IS NULL AND m.sections & 1 <> 0));
CREATE POLICY written_with_identity ON registry_identity FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_identity.person_id AND m.case_id IS NULL AND m.writable & 1 <> 0)
  OR (SELECT entry.may('import')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_identity.person_id AND m.case_id IS NULL AND m.edit AND m.needs = 'receive'));
CREATE POLICY changed_with_identity ON registry_identity FOR UPDATE TO amana_web USING ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_identity.person_id AND m.case_id IS NULL AND m.writable & 1 <> 0));
CREATE POLICY seen_with_identity ON registry_identity_past FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_identity_past.person_id AND m.case_id IS NULL AND m.sections & 1 <> 0));
GRANT INSERT ON registry_identity TO amana_web;
GRANT UPDATE (version, name_kind, given_ar, father_ar, grandfather_ar, family_ar, given_latin, father_latin, grandfather_latin, family_latin, other_names, sex,
  birth_year, birth_month, birth_day, birth_stated_age, birth_stated_in, birth_stated_on, birth_earliest, birth_latest, nationalities, keys, key_places) ON registry_identity TO amana_web;

CREATE POLICY seen_with_contact ON registry_contact FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_contact.person_id AND m.case_id IS NULL AND m.sections & 2 <> 0));
CREATE POLICY written_with_contact ON registry_contact FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_contact.person_id AND m.case_id IS NULL AND m.writable & 2 <> 0)
  OR (SELECT entry.may('import')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_contact.person_id AND m.case_id IS NULL AND m.edit AND m.needs = 'receive'));
CREATE POLICY changed_with_contact ON registry_contact FOR UPDATE TO amana_web USING ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_contact.person_id AND m.case_id IS NULL AND m.writable & 2 <> 0));
CREATE POLICY seen_with_contact ON registry_contact_past FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_contact_past.person_id AND m.case_id IS NULL AND m.sections & 2 <> 0));
GRANT INSERT ON registry_contact TO amana_web;
GRANT UPDATE (version, safe_hours, words_not_to_use, governorate, district, address) ON registry_contact TO amana_web;

CREATE POLICY seen_with_contact ON registry_phone FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_phone.person_id AND m.case_id IS NULL AND m.sections & 2 <> 0));
CREATE POLICY written_with_contact ON registry_phone FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_phone.person_id AND m.case_id IS NULL AND m.writable & 2 <> 0)
  OR (SELECT entry.may('import')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_phone.person_id AND m.case_id IS NULL AND m.edit AND m.needs = 'receive'));
CREATE POLICY changed_with_contact ON registry_phone FOR UPDATE TO amana_web USING ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_phone.person_id AND m.case_id IS NULL AND m.writable & 2 <> 0));
CREATE POLICY seen_with_contact ON registry_phone_past FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_phone_past.person_id AND m.case_id IS NULL AND m.sections & 2 <> 0));
GRANT INSERT ON registry_phone TO amana_web;
GRANT UPDATE (version, typed, e164, whose, safe_to_call, safe_to_text, safe_to_leave_message, is_current) ON registry_phone TO amana_web;

CREATE POLICY seen_with_documents ON registry_document FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_document.person_id AND m.case_id IS NULL AND m.sections & 4 <> 0));
CREATE POLICY written_with_documents ON registry_document FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_document.person_id AND m.case_id IS NULL AND m.writable & 4 <> 0)
  OR (SELECT entry.may('import')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_document.person_id AND m.case_id IS NULL AND m.edit AND m.needs = 'receive'));
CREATE POLICY changed_with_documents ON registry_document FOR UPDATE TO amana_web USING ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_document.person_id AND m.case_id IS NULL AND m.writable & 4 <> 0));
CREATE POLICY seen_with_documents ON registry_document_past FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_document_past.person_id AND m.case_id IS NULL AND m.sections & 4 <> 0));
GRANT INSERT ON registry_document TO amana_web;
GRANT UPDATE (version, kind, issuing_country, number_sealed, number_hash, bare_hash, number_tail, issued_year, issued_month, issued_day, expires_year, expires_month,
  expires_day, original_seen, is_current) ON registry_document TO amana_web;

CREATE POLICY seen_with_journey ON registry_journey FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_journey.person_id AND m.case_id IS NULL AND m.sections & 8 <> 0));
CREATE POLICY written_with_journey ON registry_journey FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_journey.person_id AND m.case_id IS NULL AND m.writable & 8 <> 0)
  OR (SELECT entry.may('import')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_journey.person_id AND m.case_id IS NULL AND m.edit AND m.needs = 'receive'));
CREATE POLICY changed_with_journey ON registry_journey FOR UPDATE TO amana_web USING ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_journey.person_id AND m.case_id IS NULL AND m.writable & 8 <> 0));
CREATE POLICY seen_with_journey ON registry_journey_past FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_journey_past.person_id AND m.case_id IS NULL AND m.sections & 8 <> 0));
GRANT INSERT ON registry_journey TO amana_web;
GRANT UPDATE (version, country_left, route, departed_year, departed_month, departed_day, returned_year, returned_month, returned_day, reason, return_mode,
  groups, note) ON registry_journey TO amana_web;

CREATE POLICY seen_with_social ON registry_social FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_social.person_id AND m.case_id IS NULL AND m.sections & 16 <> 0));
CREATE POLICY written_with_social ON registry_social FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_social.person_id AND m.case_id IS NULL AND m.writable & 16 <> 0)
  OR (SELECT entry.may('import')) AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_social.person_id AND m.case_id IS NULL AND m.edit AND m.needs = 'receive'));
CREATE POLICY changed_with_social ON registry_social FOR UPDATE TO amana_web USING ((SELECT entry.may('register')) AND EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_social.person_id AND m.case_id IS NULL AND m.writable & 16 <> 0));
CREATE POLICY seen_with_social ON registry_social_past FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_social_past.person_id AND m.case_id IS NULL AND m.sections & 16 <> 0));
GRANT INSERT ON registry_social TO amana_web;
GRANT UPDATE (version, marital_status, languages, needs_interpreter, education, schooling_note, occupation, lives_with, needs) ON registry_social TO amana_web;

-- Two records of one's own organisation, for who reads both identities. A warning is noted by whoever registers; a verdict takes the verb judge.
CREATE POLICY seen_by_who_reads_both ON registry_judgement FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_judgement.person_id AND m.case_id IS NULL AND m.own AND m.sections & 1 <> 0)
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_judgement.other_id AND m.case_id IS NULL AND m.own AND m.sections & 1 <> 0));
CREATE POLICY made_by_who_reads_both ON registry_judgement FOR INSERT TO amana_web WITH CHECK (
  ((SELECT entry.may('judge')) OR verdict = 'open' AND ((SELECT entry.may('register')) OR (SELECT entry.may('import'))))
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_judgement.person_id AND m.case_id IS NULL AND m.own AND m.sections & 1 <> 0 AND m.basis <> 'exceptional')
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_judgement.other_id AND m.case_id IS NULL AND m.own AND m.sections & 1 <> 0 AND m.basis <> 'exceptional'));
GRANT INSERT ON registry_judgement TO amana_web;

-- The supervisor's list. It says of each of two records what the other's documents are: so only who reads both documents sees it.
CREATE POLICY seen_by_who_judges_and_reads_both ON registry_clash FOR SELECT TO amana_web USING ((SELECT entry.may('judge'))
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_clash.person_id AND m.case_id IS NULL AND m.own AND m.sections & 4 <> 0)
  AND EXISTS (SELECT FROM access_my_circle m WHERE m.person_id = registry_clash.other_id AND m.case_id IS NULL AND m.own AND m.sections & 4 <> 0));

-- A key is found only by whoever may read the section it was made of: a hidden person and a missing one give the same answer.
CREATE POLICY found_with_its_section ON registry_searchkey FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM access_my_circle m WHERE m.person_id = registry_searchkey.person_id AND m.case_id IS NULL AND m.sections & registry_searchkey.section <> 0));

SET ROLE amana_keeper;
CREATE VIEW ring.facts_registered AS
  SELECT h.person_id AS person, NULL::uuid AS case_id, h.organisation_id AS organisation, h.team_id AS team, h.staff_id AS staff, 'registered'::text AS basis,
         h.person_id AS basis_id, 31 AS sections, 31 AS writes, CASE h.state WHEN 'expected' THEN 'receive' END AS needs, NULL::uuid AS agreement, h.is_protected AS protected,
         h.since AS opens_at, least(h.since + interval '90 days', h.first_case_at) AS closes_at, h.since AS listed_at
    FROM public.registry_holding h WHERE h.state <> 'undone'
  UNION ALL  -- lapsed: the team's, identity and heads, until erased
  SELECT h.person_id, NULL, h.organisation_id, h.team_id, NULL, 'registered', h.person_id, 1, 0, 'reopen', NULL, h.is_protected,
         h.since + interval '90 days', least(h.since + interval '1 year', h.first_case_at), h.since
    FROM public.registry_holding h WHERE h.state NOT IN ('expected', 'undone');

CREATE FUNCTION ring.stamp_person() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.organisation_id := coalesce(me.organisation, new.organisation_id);
  new.made_by := coalesce(me.membership, new.made_by);
  new.made_at := entry.clock();
  LOOP
    new.number := ring.draw_number('AM');
    EXIT WHEN NOT EXISTS (SELECT FROM public.registry_person p WHERE p.number = new.number);
  END LOOP;
  RETURN new;
END$$;
-- By statement, as an import makes many at once: one settling of circles for all of them.
CREATE FUNCTION ring.people_made() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  -- Of an arrival list: for one of the importer's own teams, and nobody's yet. What a window shows of the head never names a team.
  IF me.membership IS NOT NULL AND EXISTS (
      SELECT FROM rows r WHERE r.expected_team_id IS NOT NULL AND NOT coalesce(r.expected_team_id = ANY (me.teams), false)) THEN PERFORM entry.refuse('team_member'); END IF;
  INSERT INTO ring.record (person) SELECT r.id FROM rows r;
  INSERT INTO public.registry_holding (person_id, organisation_id, team_id, staff_id, state, since, is_protected)
    SELECT r.id, r.organisation_id, coalesce(r.expected_team_id, me.teams[1]), CASE WHEN r.expected_team_id IS NULL THEN me.staff END,
           CASE WHEN r.expected_team_id IS NULL THEN 'registered' ELSE 'expected' END, r.made_at, false FROM rows r;
  UPDATE public.registry_person p SET expected_team_id = NULL FROM rows r WHERE p.id = r.id AND r.expected_team_id IS NOT NULL;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.stamp_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by);
  new.made_at := entry.clock();
  RETURN new;
END$$;
-- register: the registrar chooses one of her own teams, in the transaction of the registration. pass_on: another team and worker of the organisation.
CREATE FUNCTION ring.person_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor(); h public.registry_holding;
BEGIN
  PERFORM ring.lock(new.person_id);
  SELECT * INTO h FROM public.registry_holding WHERE person_id = new.person_id;
  CASE new.step
    WHEN 'receive' THEN
      IF h.state <> 'expected' THEN PERFORM entry.refuse('person_state'); END IF;
      UPDATE public.registry_holding SET state = 'received', staff_id = me.staff, since = new.made_at WHERE person_id = new.person_id;
    WHEN 'undo_import' THEN
      IF h.state <> 'expected' THEN PERFORM entry.refuse('person_state'); END IF;
      UPDATE public.registry_holding SET state = 'undone' WHERE person_id = new.person_id;
    WHEN 'register' THEN
      IF h.state = 'received' THEN
        IF new.team_id IS NOT NULL AND NOT coalesce(new.team_id = ANY (me.teams), false) THEN PERFORM entry.refuse('team_member'); END IF;
        UPDATE public.registry_holding SET state = 'registered', team_id = coalesce(new.team_id, h.team_id), staff_id = me.staff WHERE person_id = new.person_id;
        RETURN NULL;
      END IF;
      IF NOT coalesce(new.team_id = ANY (me.teams), false) OR h.since <> new.made_at OR h.staff_id IS DISTINCT FROM me.staff THEN PERFORM entry.refuse('team_member'); END IF;
      UPDATE public.registry_holding SET team_id = new.team_id WHERE person_id = new.person_id;
    WHEN 'pass_on' THEN
      IF h.state IN ('expected', 'undone') THEN PERFORM entry.refuse('person_state'); END IF;
      IF new.team_id IS NULL OR NOT EXISTS (SELECT FROM public.organisations_team t WHERE t.id = new.team_id AND t.organisation_id = h.organisation_id AND t.is_active)
         OR (new.staff_id IS NOT NULL AND NOT ring.in_team(new.staff_id, h.organisation_id, new.team_id)) THEN PERFORM entry.refuse('team_member'); END IF;
      UPDATE public.registry_holding SET team_id = new.team_id, staff_id = new.staff_id WHERE person_id = new.person_id;
    WHEN 'reopen' THEN
      IF h.since + interval '90 days' > entry.clock() OR EXISTS (SELECT FROM ring.circle c WHERE c.person = new.person_id AND c.basis = 'case' AND c.needs IS NULL
          AND entry.clock() < c.closes_at) THEN PERFORM entry.refuse('person_state'); END IF;
      UPDATE public.registry_holding SET staff_id = me.staff, since = new.made_at, first_case_at = NULL WHERE person_id = new.person_id;
    WHEN 'protect' THEN
      UPDATE public.registry_holding SET is_protected = true WHERE person_id = new.person_id;
  END CASE;
  RETURN NULL;
END$$;
-- Of a name: each token, and each two tokens of one script (bit 16 of the place) that stand at two places; lib/names/matching/stored.py tells the same.
-- Put together for one person after the other: of many at once the database would sort and join them all.
CREATE FUNCTION ring.kept_words(keys text[], key_places smallint[]) RETURNS TABLE (word text, place integer) LANGUAGE sql IMMUTABLE AS $$
  WITH token AS (
    SELECT w.word, coalesce(w.place, 0) & 7 AS place, coalesce(w.place, 0) & 16 AS script, w.n FROM unnest(keys, key_places) WITH ORDINALITY AS w(word, place, n) WHERE w.word IS NOT NULL)
  SELECT u.word, min(u.place) FROM (
    SELECT t.word, t.place FROM token t
    UNION ALL
    SELECT a.word || ' ' || b.word, (a.place + 1) * 8 + b.place
      FROM token a JOIN token b ON a.n <> b.n AND a.script = b.script AND (a.place <> b.place OR a.place = 5)
       AND (a.word COLLATE "C", a.place, a.n) < (b.word COLLATE "C", b.place, b.n)) AS u
   GROUP BY u.word$$;
-- The search's rows follow the sections in every door alike. Owner of the deed: the keeper, for nobody deletes personal rows.
CREATE FUNCTION ring.search_keys() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE part integer; who uuid[] := ARRAY(SELECT DISTINCT r.person_id FROM rows r); whose uuid[]; words text[]; places smallint[]; years smallint[]; hashes bytea[];
  drawn text := left(uuidv7()::text, 28);  -- once, and then counted: to draw each key costs more than to write its row
BEGIN
  CASE tg_table_name
    WHEN 'registry_identity' THEN
      part := 1;
      SELECT array_agg(r.person_id), array_agg(w.word), array_agg(w.place), array_agg(coalesce(extract(year FROM r.birth_latest)::integer, r.birth_year, 0)) INTO whose, words, places, years
        FROM rows r, ring.kept_words(r.keys, r.key_places) AS w;
    WHEN 'registry_phone' THEN
      part := 2;
      SELECT array_agg(p.person_id), array_agg('phone:' || p.e164) INTO whose, words FROM (SELECT DISTINCT x.person_id, x.e164 FROM public.registry_phone x
        WHERE x.person_id = ANY (who) AND x.is_current AND x.e164 <> '') AS p;
    WHEN 'registry_document' THEN
      part := 4;
      SELECT array_agg(d.person_id), array_agg('document:' || encode(d.bare_hash, 'hex')) INTO whose, words FROM (SELECT DISTINCT x.person_id, x.bare_hash
        FROM public.registry_document x WHERE x.person_id = ANY (who) AND x.is_current AND x.bare_hash IS NOT NULL) AS d;
  END CASE;
  DELETE FROM public.registry_searchkey k WHERE k.person_id = ANY (who) AND k.section = part;
  hashes := entry.search_hashes(words);  -- within the statement the planner would hash them as well, to learn how many they are
  INSERT INTO public.registry_searchkey (id, person_id, organisation_id, section, hash, place, born)
    SELECT (drawn || lpad(to_hex(h.n), 8, '0'))::uuid, h.person, p.organisation_id, part, h.hash, coalesce(h.place, 0), coalesce(h.born, 0)
      FROM unnest(whose, hashes, places, years) WITH ORDINALITY AS h(person, hash, place, born, n) JOIN public.registry_person p ON p.id = h.person;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.stamp_identity() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN new.made_in := pg_current_xact_id()::text::bigint; RETURN new; END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_identity() TO amana_owner;
-- How names are written in the actor's own organisation, and how often; of one that the program knows already, of rows written in transactions that had
-- not ended when it looked. `until` is where to go on from: a row is told until then, and counted once, when every transaction up to its own has ended. What a typed name may
-- mean is looked for among them. Never whose they are. Tokens that the lists lack (bit 8 of the place) come to whoever finds the whole organisation, and not of protected
-- records: a rare name tells of nobody who is hidden. `organisation` is a key of what was told: whoever finds less is told less, under another one.
-- Rows of no transaction of this server (older than the column, or brought from another server's dump) are counted at first and are never news.
CREATE FUNCTION entry.spellings(known uuid[], since bigint[]) RETURNS TABLE (organisation uuid, until bigint, word text, times bigint)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor(); mark bigint := pg_snapshot_xmin(pg_current_snapshot())::text::bigint; after bigint; told uuid := me.organisation;
  latest bigint := greatest(pg_snapshot_xmax(pg_current_snapshot())::text::bigint - 1, pg_current_xact_id_if_assigned()::text::bigint);
BEGIN
  IF me.finds <> 'organisation' THEN told := md5(me.organisation::text)::uuid; END IF;
  RETURN QUERY SELECT told, mark, NULL::text, NULL::bigint;
  IF me.organisation IS NULL OR me.finds = 'none' OR me.reads & 1 = 0 THEN RETURN; END IF;
  SELECT s.mark INTO after FROM unnest(known, since) AS s(organisation, mark) WHERE s.organisation = told;
  IF after IS NULL THEN
    RETURN QUERY SELECT told, mark, w.word, count(*) FILTER (WHERE (i.made_in BETWEEN mark AND latest) IS NOT TRUE)
      FROM public.registry_holding h JOIN public.registry_identity i USING (person_id), unnest(i.keys, i.key_places) AS w(word, place)
     WHERE h.organisation_id = me.organisation AND w.word IS NOT NULL AND (coalesce(w.place, 0) & 8 = 0 OR me.finds = 'organisation' AND NOT h.is_protected) GROUP BY w.word;
  ELSE
    RETURN QUERY SELECT told, mark, w.word, count(*) FILTER (WHERE i.made_in < mark)
      FROM public.registry_identity i JOIN public.registry_holding h USING (person_id), unnest(i.keys, i.key_places) AS w(word, place)
     WHERE i.made_in BETWEEN after AND latest AND h.organisation_id = me.organisation AND w.word IS NOT NULL
       AND (coalesce(w.place, 0) & 8 = 0 OR me.finds = 'organisation' AND NOT h.is_protected) GROUP BY w.word;
  END IF;
END$$;
GRANT EXECUTE ON FUNCTION entry.spellings(uuid[], bigint[]) TO amana_web;

-- Who carries words of a typed name, for each question the likeliest at a first look that the actor may read the identity of. A policy on each hashed row would ask
-- the rule for thousands of rows; here it is asked of people, the likeliest first, until there are enough: what is hidden takes nobody's place.
-- n0 to n4: nats that a word gives to each typed token; places, bonus: nats more where it stands in order; years: of the birth that was typed, or 0; needed: how
-- many typed tokens must be met. Where no birth tells its carriers apart the latest of a word are looked at, of one typed token no more than are wanted; and all of them, if
-- too few of those may be read.
CREATE FUNCTION entry.carriers(words text[], asked integer[], who integer[], n0 real[], n1 real[], n2 real[], n3 real[], n4 real[], places smallint[], bonus real[],
  years smallint[], needed smallint[], same real, near real, far real, most integer) RETURNS TABLE (question integer, person uuid)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET work_mem = '32MB' AS $$
DECLARE mine uuid := (entry.actor()).organisation; hashes bytea[] := entry.search_hashes(words); questions integer[]; people uuid[]; is_cut boolean;
  room integer := CASE WHEN 0 <> ANY (years) THEN 20000 WHEN 0 = ALL (n1) THEN most ELSE 4 * most END;
BEGIN
  LOOP
    WITH known AS MATERIALIZED (
      SELECT h.place AS word, k.person_id, k.place, k.born FROM unnest(hashes) WITH ORDINALITY AS h(hash, place), LATERAL (
        SELECT x.person_id, x.place, x.born FROM public.registry_searchkey x WHERE x.hash = h.hash AND x.organisation_id = mine AND x.section = 1
         ORDER BY x.person_id DESC LIMIT room) AS k),
    met AS (
      SELECT q.who, known.person_id, max(q.n0) AS m0, max(q.n1) AS m1, max(q.n2) AS m2, max(q.n3) AS m3, max(q.n4) AS m4, max(q.needed) AS needed,
             max(CASE WHEN q.place = known.place THEN q.bonus ELSE 0 END)
             + max(CASE WHEN q.year = 0 OR known.born = 0 THEN 0 WHEN q.year = known.born THEN same WHEN abs(q.year - known.born) = 1 THEN near ELSE far END) AS more
        FROM unnest(asked, who, n0, n1, n2, n3, n4, places, bonus, years, needed) AS q(word, who, n0, n1, n2, n3, n4, place, bonus, year, needed) JOIN known USING (word)
       GROUP BY q.who, known.person_id),
    likely AS (  -- in one pass: of a list a hundred ask at once
      SELECT met.who, array_agg(met.person_id ORDER BY met.m0 + met.m1 + met.m2 + met.m3 + met.m4 + met.more DESC, met.person_id DESC) AS people FROM met
       WHERE (met.m0 > 0)::integer + (met.m1 > 0)::integer + (met.m2 > 0)::integer + (met.m3 > 0)::integer + (met.m4 > 0)::integer >= met.needed GROUP BY met.who),
    few AS (
      SELECT likely.who, seen.person_id FROM likely, LATERAL (
        SELECT s.person_id FROM (SELECT unnest(likely.people) AS person_id OFFSET 0) AS s
         WHERE EXISTS (SELECT FROM public.access_my_circle m WHERE m.person_id = s.person_id AND m.case_id IS NULL AND m.sections & 1 <> 0 OFFSET 0) LIMIT most) AS seen)
    SELECT array_agg(few.who), array_agg(few.person_id), room < 20000 AND EXISTS (SELECT FROM known GROUP BY known.word HAVING count(*) = room) INTO questions, people, is_cut FROM few;
    EXIT WHEN NOT is_cut OR cardinality(people) >= most * cardinality(ARRAY(SELECT DISTINCT unnest(who)));
    room := 20000;
  END LOOP;
  RETURN QUERY SELECT * FROM unnest(questions, people);
END$$;
GRANT EXECUTE ON FUNCTION entry.carriers(text[], integer[], integer[], real[], real[], real[], real[], real[], smallint[], real[], smallint[], smallint[], real, real, real, integer) TO amana_web;

-- The same document in another record of the organisation: nothing is refused and nothing is told, a row waits for those who read both. Elsewhere: nothing.
CREATE FUNCTION ring.document_clash() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.registry_clash (id, person_id, other_id, found_at)
    SELECT DISTINCT ON (d.person_id) gen_random_uuid(), least(new.person_id, d.person_id), greatest(new.person_id, d.person_id), entry.clock()
      FROM public.registry_document d JOIN public.registry_person p ON p.id = d.person_id
     WHERE d.number_hash = new.number_hash AND d.is_current AND d.person_id <> new.person_id
       AND p.organisation_id = (SELECT mine.organisation_id FROM public.registry_person mine WHERE mine.id = new.person_id)
    ON CONFLICT (person_id, other_id) DO NOTHING;
  RETURN NULL;
END$$;

-- "A closed file may match: ask your supervisor": yes or no for a record of the own organisation that only a verb the actor lacks would open;
-- silent for protected ones (DESIGN.md §6.5). Each word must be hit. Of a name that thousands bear nothing is said: it is nobody's yet.
CREATE FUNCTION entry.closed_file_may_match(words text[], places integer[], wanted integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT wanted > 0 AND entry.may('register') AND EXISTS (
    SELECT FROM (
      SELECT k.person_id FROM unnest(entry.search_hashes(words), places) AS q(hash, place)
        JOIN public.registry_searchkey k ON k.hash = q.hash AND k.organisation_id = (entry.actor()).organisation
       GROUP BY k.person_id HAVING count(DISTINCT q.place) = wanted LIMIT 2000) AS hit
     WHERE EXISTS (SELECT FROM ring.circle c WHERE c.person = hit.person_id AND c.organisation = (entry.actor()).organisation AND NOT c.protected
                     AND c.opens_at <= entry.clock() AND entry.clock() < c.closes_at AND c.needs IS NOT NULL AND c.needs <> 'receive' AND NOT entry.may(c.needs))
       AND NOT EXISTS (SELECT FROM ring.circle c WHERE c.person = hit.person_id AND c.organisation = (entry.actor()).organisation
                     AND c.opens_at <= entry.clock() AND entry.clock() < c.closes_at AND (c.needs IS NULL OR c.protected)))$$;
GRANT EXECUTE ON FUNCTION entry.closed_file_may_match(text[], integer[], integer) TO amana_web;

CREATE FUNCTION ring.stamp_judgement() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.organisation_id := coalesce(me.organisation, new.organisation_id); new.made_by := coalesce(me.membership, new.made_by);
  new.made_by_staff := coalesce(me.staff, new.made_by_staff); new.made_at := entry.clock();
  RETURN new;
END$$;
-- An expected or undone record takes no consent, case, basis or household: packages above ask here.
CREATE FUNCTION ring.must_be_here(who uuid) RETURNS void LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.registry_holding h WHERE h.person_id = who AND h.state IN ('expected', 'undone')) THEN PERFORM entry.refuse('person_state'); END IF;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_judgement() TO amana_owner;
GRANT EXECUTE ON FUNCTION ring.stamp_person(), ring.people_made(), ring.stamp_step(), ring.person_step(), ring.search_keys(), ring.document_clash() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
GRANT DELETE ON registry_searchkey TO amana_keeper;

CREATE TRIGGER a_stamp BEFORE INSERT ON registry_person FOR EACH ROW EXECUTE FUNCTION ring.stamp_person();
CREATE TRIGGER b_fact AFTER INSERT ON registry_person REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.people_made();
CREATE TRIGGER a_stamp BEFORE INSERT ON registry_personstep FOR EACH ROW EXECUTE FUNCTION ring.stamp_step();
CREATE TRIGGER b_fact AFTER INSERT ON registry_personstep FOR EACH ROW EXECUTE FUNCTION ring.person_step();
CREATE TRIGGER c_settle_insert AFTER INSERT ON registry_holding REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched();
CREATE TRIGGER c_settle_update AFTER UPDATE ON registry_holding REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched();
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON registry_identity FOR EACH ROW EXECUTE FUNCTION entry.stamp_section();
CREATE TRIGGER a_written BEFORE INSERT OR UPDATE ON registry_identity FOR EACH ROW EXECUTE FUNCTION ring.stamp_identity();
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON registry_contact FOR EACH ROW EXECUTE FUNCTION entry.stamp_section();
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON registry_phone FOR EACH ROW EXECUTE FUNCTION entry.stamp_section();
CREATE TRIGGER b_past AFTER UPDATE ON registry_identity FOR EACH ROW EXECUTE FUNCTION entry.keep_old();
CREATE TRIGGER b_past AFTER UPDATE ON registry_contact FOR EACH ROW EXECUTE FUNCTION entry.keep_old();
CREATE TRIGGER b_past AFTER UPDATE ON registry_phone FOR EACH ROW EXECUTE FUNCTION entry.keep_old();
CREATE TRIGGER c_keys_insert AFTER INSERT ON registry_identity REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.search_keys();
CREATE TRIGGER c_keys_update AFTER UPDATE ON registry_identity REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.search_keys();
CREATE TRIGGER c_keys_insert AFTER INSERT ON registry_phone REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.search_keys();
CREATE TRIGGER c_keys_update AFTER UPDATE ON registry_phone REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.search_keys();
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON registry_document FOR EACH ROW EXECUTE FUNCTION entry.stamp_section();
CREATE TRIGGER b_past AFTER UPDATE ON registry_document FOR EACH ROW EXECUTE FUNCTION entry.keep_old();
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON registry_journey FOR EACH ROW EXECUTE FUNCTION entry.stamp_section();
CREATE TRIGGER b_past AFTER UPDATE ON registry_journey FOR EACH ROW EXECUTE FUNCTION entry.keep_old();
CREATE TRIGGER a_stamp BEFORE INSERT OR UPDATE ON registry_social FOR EACH ROW EXECUTE FUNCTION entry.stamp_section();
CREATE TRIGGER b_past AFTER UPDATE ON registry_social FOR EACH ROW EXECUTE FUNCTION entry.keep_old();
CREATE TRIGGER c_keys_insert AFTER INSERT ON registry_document REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.search_keys();
CREATE TRIGGER c_keys_update AFTER UPDATE ON registry_document REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.search_keys();
CREATE TRIGGER a_stamp BEFORE INSERT ON registry_judgement FOR EACH ROW EXECUTE FUNCTION ring.stamp_judgement();
CREATE TRIGGER d_clash AFTER INSERT OR UPDATE ON registry_document FOR EACH ROW WHEN (new.is_current AND new.number_hash IS NOT NULL)
  EXECUTE FUNCTION ring.document_clash();
