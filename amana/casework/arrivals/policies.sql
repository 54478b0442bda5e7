-- Arrival lists: seen by those of the importing organisation who import or receive, within reach of the list's team. A draft is its writer's alone, 14 days.
-- Caseloads are lists of the same kind, for who assigns cases as well (docs/decisions/0029).
GRANT SELECT ON arrivals_arrivallist, arrivals_arrivalrow, arrivals_arrivalstep TO amana_web;

SET ROLE amana_keeper;
-- Whether the actor has to do with the lists of a team: by team, or by the reach of the organisation.
CREATE FUNCTION entry.at_arrivals_of(in_organisation uuid, in_team uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(in_organisation = me.organisation AND (me.verbs && '{import,receive}') AND (me.reach = 'organisation' OR in_team = ANY (me.teams)), false) FROM entry.actor() AS me$$;
GRANT EXECUTE ON FUNCTION entry.at_arrivals_of(uuid, uuid) TO amana_web;
RESET ROLE; SET ROLE amana_owner;

CREATE POLICY seen_by_its_team ON arrivals_arrivallist FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND entry.at_arrivals_of(organisation_id, team_id) AND (kind = 'arrivals' OR (SELECT entry.may('assign')))
  AND (state <> 'draft' OR made_by = (SELECT (entry.actor()).membership) AND (SELECT entry.clock()) < made_at + interval '14 days'));
CREATE POLICY uploaded_for_an_own_team ON arrivals_arrivallist FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('import')) AND (kind = 'arrivals' OR (SELECT entry.may('assign'))) AND team_id = ANY ((SELECT (entry.actor()).teams)::uuid[]));
CREATE POLICY imported_and_undone_by_its_team ON arrivals_arrivallist FOR UPDATE TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND entry.at_arrivals_of(organisation_id, team_id) AND (kind = 'arrivals' OR (SELECT entry.may('assign')))
  AND ((SELECT entry.may('import')) OR (SELECT entry.may('undo_import'))) AND (state <> 'draft' OR made_by = (SELECT (entry.actor()).membership) AND (SELECT entry.clock()) < made_at + interval '14 days'));
GRANT INSERT ON arrivals_arrivallist TO amana_web;
GRANT UPDATE (flight, arrives_on, country, source, file_sealed, settings, review, memory, state, rows_read, rows_done, rows_made, rows_waiting, rows_known,
  rows_wrong, begun_at, finished_at, undone_at) ON arrivals_arrivallist TO amana_web;

-- A row says who somebody is: it is seen with the identity of the record that it has become, and as long as it has become none by the list's team.
CREATE POLICY seen_with_its_list_and_record ON arrivals_arrivalrow FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation)
  AND EXISTS (SELECT FROM arrivals_arrivallist l WHERE l.id = arrivals_arrivalrow.list_id)
  AND (person_id IS NULL OR EXISTS (
    SELECT FROM access_my_circle m WHERE m.person_id = arrivals_arrivalrow.person_id AND m.case_id IS NULL AND m.own AND m.sections & 1 <> 0)));
CREATE POLICY written_by_the_import ON arrivals_arrivalrow FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('import')) AND state IN ('expected', 'waiting')
  AND EXISTS (SELECT FROM arrivals_arrivallist l WHERE l.id = arrivals_arrivalrow.list_id AND l.state IN ('running', 'done'))
  AND (person_id IS NULL) = (state = 'waiting')
  AND (person_id IS NULL OR EXISTS (
    SELECT FROM access_my_circle m WHERE m.person_id = arrivals_arrivalrow.person_id AND m.case_id IS NULL AND m.own AND m.near AND m.needs = 'receive')));
GRANT INSERT ON arrivals_arrivalrow TO amana_web;

CREATE POLICY seen_with_its_row ON arrivals_arrivalstep FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM arrivals_arrivalrow r WHERE r.id = arrivals_arrivalstep.row_id));
-- A judgement names a record that the actor finds.
CREATE POLICY made_by_a_role_that_may ON arrivals_arrivalstep FOR INSERT TO amana_web WITH CHECK (
  (SELECT entry.may(v.verb) FROM (SELECT CASE step WHEN 'register' THEN 'register' WHEN 'judge' THEN 'judge' WHEN 'undo' THEN 'undo_import' ELSE 'receive' END AS verb) AS v)
  AND EXISTS (SELECT FROM arrivals_arrivalrow r WHERE r.id = arrivals_arrivalstep.row_id)
  AND (step = 'judge') = (person_id IS NOT NULL)
  AND (person_id IS NULL OR EXISTS (
    SELECT FROM access_my_circle m WHERE m.person_id = arrivals_arrivalstep.person_id AND m.case_id IS NULL AND m.own AND m.sections & 1 <> 0)));
GRANT INSERT ON arrivals_arrivalstep TO amana_web;

SET ROLE amana_keeper;
CREATE FUNCTION ring.stamp_arrival_list() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  new.organisation_id := coalesce(me.organisation, new.organisation_id); new.made_by := coalesce(me.membership, new.made_by);
  new.made_at := entry.clock();
  RETURN new;
END$$;
-- The whole list can be undone for 24 hours from its import; what is undone stays so.
CREATE FUNCTION ring.arrival_list_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF new.state = old.state THEN RETURN NULL; END IF;
  IF (old.state, new.state) NOT IN (('draft', 'running'), ('draft', 'undone'), ('running', 'done'), ('running', 'undone'), ('done', 'undone'), ('done', 'running'))
    THEN PERFORM entry.refuse('arrival_list_state'); END IF;
  IF new.state = 'undone' AND old.state <> 'draft' AND (NOT entry.may('undo_import') OR old.begun_at + interval '24 hours' < entry.clock())
    THEN PERFORM entry.refuse('arrival_list_undo'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.stamp_arrival_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.organisation_id := coalesce((entry.actor()).organisation, new.organisation_id); new.moved_at := entry.clock();
  RETURN new;
END$$;
CREATE FUNCTION ring.stamp_arrival_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_by := coalesce((entry.actor()).membership, new.made_by); new.made_at := entry.clock();
  RETURN new;
END$$;
-- What has been done with a record since the transaction in which an import made it; NULL where nothing was. A caseload is undone for as long (DESIGN.md §6.3: what is
-- acknowledged stays). The facts of one transaction bear one time, so what bears another is somebody's work.
CREATE FUNCTION ring.worked_on(p uuid, since timestamptz) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT CASE
    WHEN EXISTS (SELECT FROM public.registry_person x WHERE x.id = p AND x.made_at <> since) THEN 'known'
    WHEN EXISTS (SELECT FROM public.cases_case x WHERE x.person_id = p) THEN 'case'
    WHEN EXISTS (SELECT FROM public.consent_consent x WHERE x.person_id = p) THEN 'consent'
    WHEN EXISTS (SELECT FROM public.consent_legalbasis x WHERE x.person_id = p) THEN 'legal'
    WHEN EXISTS (SELECT FROM public.cases_householdmember x WHERE x.member_id = p) THEN 'household'
    WHEN EXISTS (SELECT FROM public.exceptional_access x WHERE x.person_id = p) THEN 'exceptional'
    WHEN EXISTS (SELECT FROM public.cases_attachment x WHERE x.person_id = p) THEN 'paper'
    WHEN EXISTS (SELECT FROM public.registry_judgement x WHERE p IN (x.person_id, x.other_id) AND x.made_at <> since) THEN 'judged'
    WHEN EXISTS (SELECT FROM public.registry_personstep x WHERE x.person_id = p AND x.made_at <> since) THEN 'moved'
    WHEN EXISTS (SELECT FROM public.registry_identity x WHERE x.person_id = p AND x.changed_at <> since)
      OR EXISTS (SELECT FROM public.registry_contact x WHERE x.person_id = p AND x.changed_at <> since)
      OR EXISTS (SELECT FROM public.registry_phone x WHERE x.person_id = p AND x.changed_at <> since)
      OR EXISTS (SELECT FROM public.registry_document x WHERE x.person_id = p AND x.changed_at <> since)
      OR EXISTS (SELECT FROM public.registry_journey x WHERE x.person_id = p AND x.changed_at <> since)
      OR EXISTS (SELECT FROM public.registry_social x WHERE x.person_id = p AND x.changed_at <> since) THEN 'corrected'
    WHEN EXISTS (SELECT FROM public.arrivals_arrivalrow x WHERE x.person_id = p AND x.moved_at <> since) THEN 'known' END$$;
-- Of a caseload: the rows that an undo leaves standing, and why, for whoever reads the identity of their records.
CREATE FUNCTION entry.left_standing(list uuid) RETURNS TABLE (row_id uuid, why text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.id, w.why FROM public.arrivals_arrivallist l JOIN public.arrivals_arrivalrow r ON r.list_id = l.id CROSS JOIN LATERAL (SELECT ring.worked_on(r.person_id, r.moved_at) AS why) AS w
   WHERE l.id = left_standing.list AND entry.may('undo_import') AND entry.may('assign') AND entry.at_arrivals_of(l.organisation_id, l.team_id) AND r.state = 'registered' AND w.why IS NOT NULL
     AND EXISTS (SELECT FROM public.access_my_circle m WHERE m.person_id = r.person_id AND m.case_id IS NULL AND m.own AND m.sections & 1 <> 0)$$;
GRANT EXECUTE ON FUNCTION entry.left_standing(uuid) TO amana_web;
-- What nobody needs any more of the file itself: of a draft that its writer let lie 14 days, and of wrong rows 30 days after the import. No policy waits for it.
CREATE FUNCTION entry.forget_lists() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH gone AS (UPDATE public.arrivals_arrivallist l SET file_sealed = NULL, settings = l.settings - 'corrections', review = l.review || '{"faults": []}'
    WHERE (l.file_sealed IS NOT NULL OR l.settings ? 'corrections' OR l.review -> 'faults' <> '[]')
      AND (l.state = 'draft' AND l.made_at + interval '14 days' <= entry.clock() OR l.state = 'done' AND l.finished_at + interval '30 days' <= entry.clock())
    RETURNING 1) SELECT count(*) FROM gone$$;
GRANT EXECUTE ON FUNCTION entry.forget_lists() TO amana_web;
-- First the lock, then look: of two at one desk who receive the same person, one succeeds.
CREATE FUNCTION ring.arrival_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r public.arrivals_arrivalrow; target text;
BEGIN
  SELECT * INTO r FROM public.arrivals_arrivalrow WHERE id = new.row_id FOR UPDATE;
  SELECT m.target INTO target FROM (VALUES
    ('arrive', 'expected', 'arrived'), ('receive', 'expected', 'received'), ('receive', 'arrived', 'received'), ('register', 'received', 'registered'),
    ('no_show', 'expected', 'no_show'), ('onward', 'expected', 'onward'), ('onward', 'arrived', 'onward'), ('onward', 'received', 'onward'),
    ('onward', 'registered', 'onward'), ('back', 'arrived', 'expected'), ('back', 'no_show', 'expected'), ('judge', 'waiting', 'expected'),
    ('undo', 'waiting', 'undone'), ('undo', 'expected', 'undone'), ('undo', 'arrived', 'undone'), ('undo', 'no_show', 'undone'),
    ('undo', 'registered', 'undone')) AS m(step, state, target)
   WHERE m.step = new.step AND m.state = r.state;
  IF target IS NULL THEN PERFORM entry.refuse('arrival_row_state'); END IF;
  IF new.step = 'undo' AND (SELECT l.begun_at + interval '24 hours' < entry.clock() FROM public.arrivals_arrivallist l WHERE l.id = r.list_id) THEN
    PERFORM entry.refuse('arrival_list_undo'); END IF;
  -- Whom a caseload has registered is nobody's any more; whom somebody has worked with stays.
  IF new.step = 'undo' AND r.state = 'registered' THEN
    IF (SELECT l.kind FROM public.arrivals_arrivallist l WHERE l.id = r.list_id) <> 'caseload' THEN PERFORM entry.refuse('arrival_row_state'); END IF;
    PERFORM ring.lock(r.person_id);
    IF ring.worked_on(r.person_id, r.moved_at) IS NOT NULL THEN PERFORM entry.refuse('caseload_worked_on'); END IF;
    UPDATE public.registry_holding SET state = 'undone' WHERE person_id = r.person_id;
  END IF;
  IF new.step = 'judge' AND (SELECT p.organisation_id FROM public.registry_person p WHERE p.id = new.person_id) IS DISTINCT FROM r.organisation_id THEN
    PERFORM entry.refuse('own_record'); END IF;
  UPDATE public.arrivals_arrivalrow SET state = target, moved_at = new.made_at, person_id = coalesce(new.person_id, person_id),
    line_sealed = CASE WHEN new.step IN ('judge', 'undo') THEN NULL ELSE line_sealed END WHERE id = r.id;
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_arrival_list(), ring.arrival_list_changed(), ring.stamp_arrival_row(), ring.stamp_arrival_step(), ring.arrival_step() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT ON arrivals_arrivallist FOR EACH ROW EXECUTE FUNCTION ring.stamp_arrival_list();
CREATE TRIGGER b_fact AFTER UPDATE ON arrivals_arrivallist FOR EACH ROW EXECUTE FUNCTION ring.arrival_list_changed();
CREATE TRIGGER a_stamp BEFORE INSERT ON arrivals_arrivalrow FOR EACH ROW EXECUTE FUNCTION ring.stamp_arrival_row();
CREATE TRIGGER a_stamp BEFORE INSERT ON arrivals_arrivalstep FOR EACH ROW EXECUTE FUNCTION ring.stamp_arrival_step();
CREATE TRIGGER b_fact AFTER INSERT ON arrivals_arrivalstep FOR EACH ROW EXECUTE FUNCTION ring.arrival_step();
