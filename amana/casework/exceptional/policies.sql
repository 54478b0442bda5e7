-- Exceptional access (DESIGN.md §6.5 "Emergency access"; docs/decisions/0026): one colleague, one file of the own organisation, 4 hours, read only.
GRANT SELECT ON exceptional_access, exceptional_accessstep TO amana_web;

CREATE POLICY seen_by_who_opened_it_and_who_was_told ON exceptional_access FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation)
  AND (staff_id = (SELECT (entry.actor()).staff) OR (SELECT (entry.actor()).staff) = ANY (told)));
-- The stamp finds the person by the number: a hidden, a foreign and a missing one are none, and fail alike here. Without the verb every number does.
CREATE POLICY opened_by_the_verb ON exceptional_access FOR INSERT TO amana_web WITH CHECK (person_id IS NOT NULL AND (SELECT entry.may('open_exceptionally')));
GRANT INSERT ON exceptional_access TO amana_web;

CREATE POLICY seen_with_the_access ON exceptional_accessstep FOR SELECT TO amana_web USING (EXISTS (
  SELECT FROM exceptional_access a WHERE a.id = exceptional_accessstep.access_id));
-- Ended by whoever opened it or was told; judged by one of those who were told, and the holder is none of them.
CREATE POLICY ended_by_either_judged_by_who_was_told ON exceptional_accessstep FOR INSERT TO amana_web WITH CHECK (
  (step = 'end' OR (SELECT entry.may('review_access'))) AND EXISTS (
    SELECT FROM exceptional_access a WHERE a.id = exceptional_accessstep.access_id AND (exceptional_accessstep.step = 'end' OR (SELECT (entry.actor()).staff) = ANY (a.told))));
GRANT INSERT ON exceptional_accessstep TO amana_web;

SET ROLE amana_keeper;
-- What the team that holds the file sees of it now, without the clinical sections, and never longer than that team: after a withdrawal or a closure identity and heads.
-- Whoever changes to a role without the verb reads nothing through it.
CREATE VIEW ring.facts_exceptional AS
  SELECT a.person_id AS person, f.case_id, a.organisation_id AS organisation, NULL::uuid AS team, a.staff_id AS staff, 'exceptional'::text AS basis, a.id AS basis_id,
         f.sections & 639 AS sections, 0 AS writes, 'open_exceptionally'::text AS needs, NULL::uuid AS agreement, f.protected,
         greatest(f.opens_at, a.made_at) AS opens_at, least(f.closes_at, a.closes_at, a.ended_at) AS closes_at, a.made_at AS listed_at
    FROM public.exceptional_access a
    JOIN (SELECT r.person, r.case_id, r.sections, r.protected, r.opens_at, r.closes_at FROM ring.facts_registered r
          UNION ALL SELECT c.person, c.case_id, c.sections, c.protected, c.opens_at, c.closes_at FROM ring.facts_case c) AS f ON f.person = a.person_id;

-- Teams that hold the record or a case of it now.
CREATE FUNCTION ring.teams_holding(who uuid) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(SELECT c.team FROM ring.circle c WHERE c.person = who AND c.basis IN ('registered', 'case') AND c.opens_at <= entry.clock() AND entry.clock() < c.closes_at)$$;
-- Those who are told: whose role judges exceptional accesses, and who lead a team that holds the file or stand over all teams. Never the holder in another role, never a system.
CREATE FUNCTION ring.to_be_told(who uuid, of uuid, holder uuid) RETURNS uuid[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT ARRAY(SELECT DISTINCT m.staff_id FROM public.access_membership m JOIN public.access_staff s ON s.id = m.staff_id JOIN public.access_role r ON r.code = m.role_id
    WHERE m.organisation_id = of AND m.staff_id <> holder AND m.suspended_at IS NULL AND coalesce(m.starts_at, '-infinity') <= entry.clock()
      AND entry.clock() < coalesce(m.ended_at, 'infinity') AND s.is_active AND NOT s.is_system AND 'review_access' = ANY (r.verbs::text[])
      AND (r.reach <> 'team' OR m.teams && ring.teams_holding(who)) ORDER BY 1)$$;
-- What is refused whatever the number is comes before the number is looked up: a refusal tells nothing of it.
-- The staff row is locked first: of two at once the second is counted with the first.
CREATE FUNCTION ring.stamp_access() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me entry.facts := entry.actor();
BEGIN
  PERFORM FROM public.access_staff s WHERE s.id = me.staff FOR NO KEY UPDATE;
  IF length(trim(new.words)) < 10 THEN PERFORM entry.refuse('exceptional_words'); END IF;
  IF (SELECT count(*) FROM public.exceptional_access a WHERE a.staff_id = me.staff AND a.ended_at IS NULL AND entry.clock() < a.closes_at) > 2 THEN
    PERFORM entry.refuse('exceptional_many');
  END IF;
  new.organisation_id := me.organisation; new.staff_id := me.staff; new.made_by := me.membership; new.made_at := entry.clock();
  new.closes_at := new.made_at + interval '4 hours'; new.due_at := new.made_at + interval '7 days';
  new.ended_at := NULL; new.reviewed_at := NULL; new.verdict := '';
  new.person_id := (SELECT p.id FROM public.registry_person p JOIN public.registry_holding h ON h.person_id = p.id
    WHERE p.number = new.number AND p.organisation_id = me.organisation AND h.state <> 'expected' AND cardinality(ring.teams_holding(p.id)) > 0);
  new.number := ''; new.told := ring.to_be_told(new.person_id, me.organisation, me.staff);
  RETURN new;
END$$;
CREATE FUNCTION ring.access_opened() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM public.exceptional_access a WHERE a.person_id = new.person_id AND a.staff_id = new.staff_id AND a.id <> new.id AND a.ended_at IS NULL AND new.made_at < a.closes_at)
     OR EXISTS (SELECT FROM public.access_my_circle m WHERE m.person_id = new.person_id AND m.basis IN ('registered', 'case') AND m.case_id IS NULL AND m.edit) THEN
    PERFORM entry.refuse('exceptional_within_reach');
  END IF;
  IF cardinality(new.told) < 2 THEN PERFORM entry.refuse('exceptional_nobody'); END IF;
  RETURN NULL;
END$$;
CREATE FUNCTION ring.stamp_access_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.person_id := (SELECT a.person_id FROM public.exceptional_access a WHERE a.id = new.access_id);
  new.made_by := (entry.actor()).membership; new.made_at := entry.clock();
  RETURN new;
END$$;
-- What is judged as not justified ends in the same transaction.
CREATE FUNCTION ring.access_step() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF new.step = 'review' THEN
    IF length(trim(new.words)) < 10 THEN PERFORM entry.refuse('exceptional_words'); END IF;
    UPDATE public.exceptional_access SET reviewed_at = new.made_at, verdict = new.verdict,
           ended_at = CASE WHEN new.verdict = 'not_justified' AND new.made_at < closes_at THEN coalesce(ended_at, new.made_at) ELSE ended_at END
     WHERE id = new.access_id AND reviewed_at IS NULL;
  ELSE
    UPDATE public.exceptional_access SET ended_at = new.made_at WHERE id = new.access_id AND ended_at IS NULL AND new.made_at < closes_at;
  END IF;
  IF NOT FOUND THEN PERFORM entry.refuse('exceptional_state'); END IF;
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_access(), ring.access_opened(), ring.stamp_access_step(), ring.access_step() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;

CREATE TRIGGER a_stamp BEFORE INSERT ON exceptional_access FOR EACH ROW EXECUTE FUNCTION ring.stamp_access();
CREATE TRIGGER b_fact AFTER INSERT ON exceptional_access FOR EACH ROW EXECUTE FUNCTION ring.access_opened();
CREATE TRIGGER c_settle_insert AFTER INSERT ON exceptional_access REFERENCING NEW TABLE AS rows FOR EACH STATEMENT EXECUTE FUNCTION ring.touched();
CREATE TRIGGER c_settle_end AFTER UPDATE ON exceptional_access FOR EACH ROW WHEN (new.ended_at IS DISTINCT FROM old.ended_at) EXECUTE FUNCTION ring.ended();
CREATE TRIGGER a_stamp BEFORE INSERT ON exceptional_accessstep FOR EACH ROW EXECUTE FUNCTION ring.stamp_access_step();
CREATE TRIGGER b_fact AFTER INSERT ON exceptional_accessstep FOR EACH ROW EXECUTE FUNCTION ring.access_step();
