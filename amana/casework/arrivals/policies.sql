-- Arrival lists: seen by those of the importing organisation who import or receive, within reach of the list's team. A draft is its writer's alone, 14 days.
GRANT SELECT ON arrivals_arrivallist, arrivals_arrivalrow, arrivals_arrivalstep TO amana_web;

SET ROLE amana_keeper;
-- Whether the actor has to do with the lists of a team: by team, or by the reach of the organisation.
CREATE FUNCTION entry.at_arrivals_of(in_organisation uuid, in_team uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(in_organisation = me.organisation AND (me.verbs && '{import,receive}') AND (me.reach = 'organisation' OR in_team = ANY (me.teams)), false) FROM entry.actor() AS me$$;
GRANT EXECUTE ON FUNCTION entry.at_arrivals_of(uuid, uuid) TO amana_web;
RESET ROLE; SET ROLE amana_owner;

CREATE POLICY seen_by_its_team ON arrivals_arrivallist FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND entry.at_arrivals_of(organisation_id, team_id)
  AND (state <> 'draft' OR made_by = (SELECT (entry.actor()).membership) AND (SELECT entry.clock()) < made_at + interval '14 days'));
CREATE POLICY uploaded_for_an_own_team ON arrivals_arrivallist FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('import')) AND team_id = ANY ((SELECT (entry.actor()).teams)::uuid[]));
CREATE POLICY imported_and_undone_by_its_team ON arrivals_arrivallist FOR UPDATE TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND entry.at_arrivals_of(organisation_id, team_id)
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
-- First the lock, then look: of two at one desk who receive the same person, one succeeds.
CREATE FUNCTION ring.arrival_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE r public.arrivals_arrivalrow; target text;
BEGIN
  SELECT * INTO r FROM public.arrivals_arrivalrow WHERE id = new.row_id FOR UPDATE;
  SELECT m.target INTO target FROM (VALUES
    ('arrive', 'expected', 'arrived'), ('receive', 'expected', 'received'), ('receive', 'arrived', 'received'), ('register', 'received', 'registered'),
    ('no_show', 'expected', 'no_show'), ('onward', 'expected', 'onward'), ('onward', 'arrived', 'onward'), ('onward', 'received', 'onward'),
    ('onward', 'registered', 'onward'), ('back', 'arrived', 'expected'), ('back', 'no_show', 'expected'), ('judge', 'waiting', 'expected'),
    ('undo', 'waiting', 'undone'), ('undo', 'expected', 'undone'), ('undo', 'arrived', 'undone'), ('undo', 'no_show', 'undone')) AS m(step, state, target)
   WHERE m.step = new.step AND m.state = r.state;
  IF target IS NULL THEN PERFORM entry.refuse('arrival_row_state'); END IF;
  IF new.step = 'undo' AND (SELECT l.begun_at + interval '24 hours' < entry.clock() FROM public.arrivals_arrivallist l WHERE l.id = r.list_id) THEN
    PERFORM entry.refuse('arrival_list_undo'); END IF;
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
