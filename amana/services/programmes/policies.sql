-- Programmes and their budgets hold no person: known to the colleagues who ask for help, run programmes or keep the books.
GRANT SELECT ON programmes_programme, programmes_budgetline, programmes_target, programmes_rate, programmes_allotment, programmes_entry, programmes_balance TO amana_web;
GRANT INSERT ON programmes_programme, programmes_budgetline, programmes_target, programmes_rate, programmes_allotment TO amana_web;
GRANT UPDATE (name_ar, name_en, donor, account, starts_on, ends_on, groups, is_open) ON programmes_programme TO amana_web;
CREATE POLICY known_to_colleagues ON programmes_programme FOR SELECT TO amana_web USING (
  organisation_id = (SELECT (entry.actor()).organisation) AND ((SELECT entry.may('ask_help')) OR (SELECT entry.may('run_programme')) OR (SELECT entry.may('keep_books'))));
-- A team says the organisation too: nobody has a place in a team of another one (keys.check_teams).
CREATE POLICY begun_in_a_team_of_the_actor ON programmes_programme FOR INSERT TO amana_web WITH CHECK (
  (SELECT entry.may('run_programme')) AND team_id = ANY ((SELECT (entry.actor()).teams)::uuid[]));
CREATE POLICY changed_by_its_team ON programmes_programme FOR UPDATE TO amana_web USING (
  (SELECT entry.may('run_programme')) AND team_id = ANY ((SELECT (entry.actor()).teams)::uuid[]));

CREATE POLICY known_with_the_programme ON programmes_budgetline FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM programmes_programme p WHERE p.id = programmes_budgetline.programme_id));
CREATE POLICY added_by_the_team ON programmes_budgetline FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('run_programme')) AND EXISTS (
  SELECT FROM programmes_programme p WHERE p.id = programmes_budgetline.programme_id AND p.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])));
CREATE POLICY known_with_the_programme ON programmes_target FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM programmes_programme p WHERE p.id = programmes_target.programme_id));
CREATE POLICY added_by_the_team ON programmes_target FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('run_programme')) AND EXISTS (
  SELECT FROM programmes_programme p WHERE p.id = programmes_target.programme_id AND p.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])));
CREATE POLICY known_with_the_programme ON programmes_rate FOR SELECT TO amana_web USING (
  EXISTS (SELECT FROM programmes_programme p WHERE p.id = programmes_rate.programme_id));
CREATE POLICY told_by_who_keeps_the_books ON programmes_rate FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('keep_books')) AND EXISTS (
  SELECT FROM programmes_programme p WHERE p.id = programmes_rate.programme_id AND p.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])));

-- Money: for who runs the programme or keeps its books, in its team.
CREATE POLICY seen_by_who_keeps_it ON programmes_allotment FOR SELECT TO amana_web USING (((SELECT entry.may('run_programme')) OR (SELECT entry.may('keep_books'))) AND EXISTS (
  SELECT FROM programmes_budgetline l JOIN programmes_programme p ON p.id = l.programme_id
   WHERE l.id = programmes_allotment.line_id AND p.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])));
CREATE POLICY recorded_by_who_keeps_the_books ON programmes_allotment FOR INSERT TO amana_web WITH CHECK ((SELECT entry.may('keep_books')) AND EXISTS (
  SELECT FROM programmes_budgetline l JOIN programmes_programme p ON p.id = l.programme_id
   WHERE l.id = programmes_allotment.line_id AND p.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])));
CREATE POLICY seen_by_who_keeps_it ON programmes_entry FOR SELECT TO amana_web USING (((SELECT entry.may('run_programme')) OR (SELECT entry.may('keep_books'))) AND EXISTS (
  SELECT FROM programmes_budgetline l JOIN programmes_programme p ON p.id = l.programme_id
   WHERE l.id = programmes_entry.line_id AND p.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])));
CREATE POLICY seen_by_who_keeps_it ON programmes_balance FOR SELECT TO amana_web USING (((SELECT entry.may('run_programme')) OR (SELECT entry.may('keep_books'))) AND EXISTS (
  SELECT FROM programmes_budgetline l JOIN programmes_programme p ON p.id = l.programme_id
   WHERE l.id = programmes_balance.line_id AND p.team_id = ANY ((SELECT (entry.actor()).teams)::uuid[])));

SET ROLE amana_keeper;
CREATE FUNCTION ring.stamp_kept() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  new.made_at := entry.clock(); new.made_by := coalesce((entry.actor()).membership, new.made_by);
  IF tg_table_name = 'programmes_programme' THEN new.organisation_id := coalesce((entry.actor()).organisation, new.organisation_id); END IF;
  RETURN new;
END$$;
CREATE FUNCTION ring.line_added() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO public.programmes_balance (line_id, granted, available, committed, ordered, spent, entries) VALUES (new.id, 0, 0, 0, 0, 0, 0);
  RETURN NULL;
END$$;
-- One movement: the balance of the line is locked first, so its entries have no gap in their numbers and no account falls below zero (constraint budget_short).
CREATE FUNCTION ring.book(of_line uuid, out_of text, into_it text, how_much numeric, for_what text, of_allotment uuid, of_request uuid, of_instalment uuid)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE n integer;
BEGIN
  UPDATE public.programmes_balance b SET entries = b.entries + 1,
         granted = b.granted + CASE 'donor' WHEN out_of THEN how_much WHEN into_it THEN -how_much ELSE 0 END,
         available = b.available + CASE 'available' WHEN into_it THEN how_much WHEN out_of THEN -how_much ELSE 0 END,
         committed = b.committed + CASE 'committed' WHEN into_it THEN how_much WHEN out_of THEN -how_much ELSE 0 END,
         ordered = b.ordered + CASE 'ordered' WHEN into_it THEN how_much WHEN out_of THEN -how_much ELSE 0 END,
         spent = b.spent + CASE 'spent' WHEN into_it THEN how_much WHEN out_of THEN -how_much ELSE 0 END
   WHERE b.line_id = of_line RETURNING b.entries INTO n;
  IF n IS NULL THEN RAISE EXCEPTION 'the keeper is blind' USING ERRCODE = '55000'; END IF;
  INSERT INTO public.programmes_entry (id, line_id, number, source, target, amount, why, allotment_id, request_id, instalment_id, made_by, made_at)
    VALUES (gen_random_uuid(), of_line, n, out_of, into_it, how_much, for_what, of_allotment, of_request, of_instalment, (entry.actor()).membership, entry.clock());
END$$;
CREATE FUNCTION ring.allotted() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF new.reverses_id IS NOT NULL AND NOT EXISTS (
      SELECT FROM public.programmes_allotment a WHERE a.id = new.reverses_id AND a.line_id = new.line_id AND a.amount = -new.amount AND a.reverses_id IS NULL) THEN
    PERFORM entry.refuse('allotment_reversed');
  END IF;
  PERFORM ring.book(new.line_id, CASE WHEN new.amount > 0 THEN 'donor' ELSE 'available' END, CASE WHEN new.amount > 0 THEN 'available' ELSE 'donor' END,
                    abs(new.amount), 'allot', new.id, NULL, NULL);
  RETURN NULL;
END$$;
GRANT EXECUTE ON FUNCTION ring.stamp_kept(), ring.line_added(), ring.allotted() TO amana_owner;
RESET ROLE; SET ROLE amana_owner;
CREATE TRIGGER a_stamp BEFORE INSERT ON programmes_programme FOR EACH ROW EXECUTE FUNCTION ring.stamp_kept();
CREATE TRIGGER a_stamp BEFORE INSERT ON programmes_budgetline FOR EACH ROW EXECUTE FUNCTION ring.stamp_kept();
CREATE TRIGGER b_fact AFTER INSERT ON programmes_budgetline FOR EACH ROW EXECUTE FUNCTION ring.line_added();
CREATE TRIGGER a_stamp BEFORE INSERT ON programmes_target FOR EACH ROW EXECUTE FUNCTION ring.stamp_kept();
CREATE TRIGGER a_stamp BEFORE INSERT ON programmes_rate FOR EACH ROW EXECUTE FUNCTION ring.stamp_kept();
CREATE TRIGGER a_stamp BEFORE INSERT ON programmes_allotment FOR EACH ROW EXECUTE FUNCTION ring.stamp_kept();
CREATE TRIGGER b_fact AFTER INSERT ON programmes_allotment FOR EACH ROW EXECUTE FUNCTION ring.allotted();
