-- The directory is read by every actor; each organisation writes its own services, its desks say how many places are open.
GRANT SELECT, INSERT ON directory_service TO amana_web;
GRANT UPDATE (desk_id, kind, name_ar, name_en, governorates, languages, for_whom_ar, for_whom_en, hours, open_places, places_at, is_active) ON directory_service TO amana_web;
CREATE POLICY known_to_every_actor ON directory_service FOR SELECT TO amana_web USING ((SELECT (entry.actor()).membership) IS NOT NULL);
CREATE POLICY offered_by_its_organisation ON directory_service FOR INSERT TO amana_web WITH CHECK (
  organisation_id = (SELECT (entry.actor()).organisation) AND (SELECT entry.may('services')));
CREATE POLICY changed_by_its_organisation ON directory_service FOR UPDATE TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation)
  AND ((SELECT entry.may('services')) OR (SELECT entry.may('capacity')) AND desk_id = ANY ((SELECT (entry.actor()).teams)::uuid[])));

SET ROLE amana_keeper;
CREATE FUNCTION ring.check_service() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  -- Whose team is no desk any more is closed all the same.
  IF (tg_op = 'INSERT' OR new.desk_id <> old.desk_id OR new.is_active > old.is_active)
     AND NOT EXISTS (SELECT FROM public.organisations_team t WHERE t.id = new.desk_id AND t.organisation_id = new.organisation_id AND t.is_desk) THEN PERFORM entry.refuse('service_desk'); END IF;
  -- A desk changes the number of open places and nothing else.
  IF tg_op = 'UPDATE' AND (entry.actor()).membership IS NOT NULL AND NOT entry.may('services')
     AND to_jsonb(new) - '{open_places,places_at}'::text[] <> to_jsonb(old) - '{open_places,places_at}'::text[] THEN PERFORM entry.refuse('service_places_only'); END IF;
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.check_service() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER b_fact AFTER INSERT OR UPDATE ON directory_service FOR EACH ROW EXECUTE FUNCTION ring.check_service();
