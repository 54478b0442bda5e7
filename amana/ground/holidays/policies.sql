-- Holidays are read by every actor and kept by the platform. Rows are only added; of each day the row that none replaces counts.
GRANT SELECT, INSERT ON holidays_holiday TO amana_web;
CREATE POLICY known_to_every_actor ON holidays_holiday FOR SELECT TO amana_web USING ((SELECT (entry.actor()).membership) IS NOT NULL);
CREATE POLICY kept_by_the_platform ON holidays_holiday FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('reference_data')));

SET ROLE amana_keeper;
CREATE FUNCTION ring.stamp_holiday() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN new.made_at := entry.clock(); new.made_by := (entry.actor()).membership; RETURN new; END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_holiday() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT ON holidays_holiday FOR EACH ROW EXECUTE FUNCTION ring.stamp_holiday();
