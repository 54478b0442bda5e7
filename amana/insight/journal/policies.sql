-- The only ways for the program to read the record of acts. Each checks the reader's circles itself.
SET ROLE amana_keeper;

-- Acts on a case, on its record and on its referrals (where their service's section is read), latest first. Only through an own circle within reach;
-- an act on sections that the reader does not read leaves no trace.
-- before: NULL for the latest. A view of the file is told with the sections that the reader reads as well. Who: the name of a colleague, nothing of other organisations.
CREATE FUNCTION audit.of_case(who uuid, which uuid, before timestamptz, many integer, with_reads boolean)
RETURNS TABLE (at timestamptz, verb text, by_name text, is_own boolean, sections integer, details jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH sight AS MATERIALIZED (
    SELECT coalesce(bit_or(m.sections) FILTER (WHERE m.case_id = which), 0) AS of_case, coalesce(bit_or(m.sections) FILTER (WHERE m.case_id IS NULL), 0) AS of_record,
           bool_or(m.case_id IS NOT NULL) AS sees_case, coalesce(bool_or(m.case_id IS NULL), false) AS sees_record, bool_or(m.basis = 'case' AND m.case_id = which) AS owns
      FROM public.access_my_circle m WHERE m.person_id = who AND (m.case_id = which OR m.case_id IS NULL) AND m.own AND m.near)
  SELECT e.at, e.verb, s.name::text, e.organisation = (SELECT (entry.actor()).organisation),
         CASE WHEN e.verb = 'file.read' THEN e.sections & (x.of_case | x.of_record) ELSE e.sections END,
         CASE WHEN e.organisation = (SELECT (entry.actor()).organisation) THEN e.details ELSE e.details - 'worker' END
    FROM sight x JOIN audit.entry e ON e.subject = ANY (ARRAY[which, who] || ARRAY(
           SELECT t.referral_id FROM public.referral_target t WHERE t.case_id = which AND t.section & ~x.of_case = 0)) AND (before IS NULL OR e.at < before)
    LEFT JOIN public.access_staff s ON s.id = e.staff AND e.organisation = (SELECT (entry.actor()).organisation)
   WHERE x.sees_case AND (with_reads OR e.verb NOT IN ('referral.read', 'attachment.fetched')) AND CASE
       WHEN e.verb = 'file.read' THEN with_reads AND e.subject = who AND coalesce(e.details ->> 'case' = which::text, x.sees_record)
         AND (e.sections = 0 OR e.sections & (x.of_case | x.of_record) <> 0)
       WHEN e.subject = which THEN e.sections & ~x.of_case = 0 AND (x.owns OR coalesce((e.details ->> 'opened')::integer, 0) & ~x.of_case = 0)
       WHEN e.subject <> who THEN e.verb <> 'referral.read' AND e.sections & ~x.of_case = 0
       -- That two records were compared says that there is another one.
       WHEN e.verb IN ('pair.judged', 'pair.noted') THEN false
       ELSE x.sees_record AND e.sections & ~x.of_record = 0 END
   ORDER BY e.at DESC, e.id LIMIT least(many, 200)$$;
GRANT EXECUTE ON FUNCTION audit.of_case(uuid, uuid, timestamptz, integer, boolean) TO amana_web;

-- Who opened a person's file, a line for each colleague and for each other organisation, whose staff are not named; empty for who does not hold the file within reach.
-- Sections: those of them that the reader reads as well; what touched none of them leaves no trace. body: other organisations, numbered in the order in which they came.
-- A package at another desk counts where the reader sees that referral. is_exceptional: some of it during an exceptional access.
CREATE FUNCTION audit.readers(who uuid)
RETURNS TABLE (first_at timestamptz, last_at timestamptz, times bigint, sections integer, by_name text, body bigint, is_taken_out boolean, is_exceptional boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH mine AS MATERIALIZED (SELECT m.case_id, bit_or(m.sections) AS sections FROM public.access_my_circle m WHERE m.person_id = who AND m.own AND m.near GROUP BY m.case_id),
  sight AS MATERIALIZED (SELECT bit_or(m.sections) AS sections, bool_or(m.case_id IS NULL) AS sees_record, (SELECT (entry.actor()).organisation) AS own FROM mine m HAVING count(*) > 0),
  read AS MATERIALIZED (
    SELECT e.at, e.staff, e.organisation, e.sections & x.sections AS sections, false AS is_taken_out
      FROM sight x JOIN audit.entry e ON e.subject = who AND CASE e.verb
          WHEN 'file.read' THEN CASE WHEN e.details ? 'case' THEN (e.details ->> 'case')::uuid IN (SELECT m.case_id FROM mine m) ELSE x.sees_record END
            AND (e.sections = 0 OR e.sections & x.sections <> 0)
            -- Without a referral another organisation sees the file by a legal basis alone.
            AND (e.organisation = x.own OR x.sections & 64 <> 0)
          WHEN 'referral.read' THEN EXISTS (
            SELECT FROM public.referral_target t JOIN mine m ON m.case_id = t.case_id WHERE t.referral_id = (e.details ->> 'referral')::uuid AND t.section & ~m.sections = 0)
          ELSE false END
    UNION ALL
    SELECT e.at, e.staff, e.organisation, e.sections & x.sections, true
      FROM sight x JOIN audit.entry e ON e.verb = 'files.exported' AND e.details -> 'subjects' @> to_jsonb(who::text)
     WHERE e.organisation = x.own AND x.sees_record AND e.sections & ~x.sections = 0),
  told AS (
    SELECT min(r.at) AS first_at, max(r.at) AS last_at, count(*) AS times, bit_or(r.sections) AS sections, CASE WHEN r.organisation = x.own THEN r.staff END AS staff,
           r.organisation IS DISTINCT FROM x.own AS is_other, bool_or(r.is_taken_out) AS is_taken_out,
           bool_or(EXISTS (SELECT FROM public.exceptional_access a WHERE a.person_id = who AND a.staff_id = r.staff AND a.organisation_id = r.organisation
             AND a.made_at < r.at AND r.at < least(a.closes_at, a.ended_at))) AS is_exceptional
      FROM sight x, read r GROUP BY r.organisation, x.own, CASE WHEN r.organisation = x.own THEN r.staff END)
  SELECT t.first_at, t.last_at, t.times, t.sections, s.name::text, CASE WHEN t.is_other THEN row_number() OVER (PARTITION BY t.is_other ORDER BY t.first_at) END, t.is_taken_out, t.is_exceptional
    FROM told t LEFT JOIN public.access_staff s ON s.id = t.staff ORDER BY t.first_at$$;
GRANT EXECUTE ON FUNCTION audit.readers(uuid) TO amana_web;

-- What a colleague did, counted by day and kind, for who runs the staff of the same organisation and for the colleague herself. No file, no section, no verb: only how much and when.
CREATE FUNCTION audit.of_staff(who uuid, since timestamptz, until timestamptz)
RETURNS TABLE (day date, kind text, times bigint, files bigint, first_at timestamptz, last_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT (e.at AT TIME ZONE 'Africa/Cairo')::date, k.kind, count(*), count(DISTINCT e.subject), min(e.at), max(e.at)
    FROM entry.actor() me JOIN audit.entry e ON e.organisation = me.organisation AND e.staff = who AND e.at >= since AND e.at < until
   CROSS JOIN LATERAL (SELECT CASE WHEN e.verb IN ('file.read', 'referral.read', 'attachment.fetched') THEN 'views' WHEN e.verb = 'files.listed' THEN 'lists'
                                   WHEN e.verb IN ('files.exported', 'list.exported', 'list.fetched') THEN 'taken' WHEN e.verb LIKE 'session.%' THEN 'sessions' ELSE 'acts' END AS kind) AS k
   WHERE me.staff = who OR 'staff' = ANY (me.verbs)
   GROUP BY 1, 2 ORDER BY 1 DESC, 2$$;
GRANT EXECUTE ON FUNCTION audit.of_staff(uuid, timestamptz, timestamptz) TO amana_web;

-- What was done in the actor's organisation with accounts, teams, agreements and services, for who runs its staff; with organisations, holidays and rules of programmes, for who keeps them.
-- Nothing of a file: no such act has a person for its subject, and what the details hold are keys of the same things. The latest first, beyond a place if one is given.
CREATE FUNCTION audit.of_office(kinds text[], who uuid, since timestamptz, until timestamptz, beyond timestamptz, beyond_id uuid, many integer)
RETURNS TABLE (id uuid, at timestamptz, verb text, staff uuid, by_name text, subject uuid, details jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.id, e.at, e.verb, e.staff, s.name::text, e.subject, e.details
    FROM entry.actor() me JOIN audit.entry e ON e.organisation = me.organisation
    LEFT JOIN public.access_staff s ON s.id = e.staff
   WHERE split_part(e.verb, '.', 1) = ANY ('{invitation,membership,token,system,webhook,factor,password,staff,team,agreement,service,interpreter,organisation,holiday,rule}'::text[])
     AND CASE split_part(e.verb, '.', 1) WHEN 'organisation' THEN 'organisations' WHEN 'holiday' THEN 'reference_data' WHEN 'rule' THEN 'reference_data' ELSE 'staff' END = ANY (me.verbs)
     AND (kinds IS NULL OR split_part(e.verb, '.', 1) = ANY (kinds)) AND (who IS NULL OR e.staff = who)
     AND (since IS NULL OR e.at >= since) AND (until IS NULL OR e.at < until) AND (beyond IS NULL OR (e.at, e.id) < (beyond, beyond_id))
   ORDER BY e.at DESC, e.id DESC LIMIT least(many, 200)$$;
GRANT EXECUTE ON FUNCTION audit.of_office(text[], uuid, timestamptz, timestamptz, timestamptz, uuid, integer) TO amana_web;
