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
