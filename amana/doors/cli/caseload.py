"""`amana caseload import`: the same import as the pages do; what columns and words mean must be plain, or have been said on the pages before."""

from amana.doors.cli.arrivals import Import, Wrong


class CaseloadImport(Import):
    """One run of the command."""

    verb = "assign"  # the role that imports it assigns cases as well

    def _uploaded(self, content: bytes, actor):
        from amana.casework.caseload import actions
        from amana.ground.rows.acting import Forbidden, clock
        from amana.lib.core.dates import cairo_day

        try:
            return actions.upload(content, file_name=self.order.file.name, team_id=self._team(actor), listed_on=self.order.arrives_on or cairo_day(clock()), by=actor)
        except Forbidden as error:
            raise Wrong("This role imports no caseloads.") from error

    def _lay_out(self, one, actor) -> None:
        from amana.casework.arrivals import actions, sentences
        from amana.casework.caseload import queries

        super()._lay_out(one, actor)
        meant = queries.meanings(one, actor)
        if unsaid := [f"{sentences.field_name(field)}: {word}" for field, word in meant.unsaid({})]:
            raise Wrong("Nobody has said what these words mean; say it once on the page of the import: " + ", ".join(unsaid))
        actions.mean(one, meant.proposed, by=actor)

    def _begun(self, one, actor) -> str:
        from amana.casework.caseload import actions

        return actions.begin(one, by=actor)

    def _job(self):
        from amana.casework.caseload import actions

        return actions.run
