"""How a form looks: label above, hint under it, error with icon, summary on top. Fields are in `fields`."""
from pathlib import Path

from django import forms
from django.forms.renderers import BaseRenderer
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property

_CONTROL_CLASSES = {forms.Select: "form-select", forms.Textarea: "form-control", forms.widgets.Input: "form-control"}
_WITHOUT_CLASS = (forms.CheckboxInput, forms.RadioSelect, forms.CheckboxSelectMultiple, forms.HiddenInput)


class BoundField(forms.BoundField):
    """Adds what screen readers and the style need; Django's own fields gain it too."""

    def build_widget_attrs(self, attrs: dict, widget: forms.Widget | None = None) -> dict:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if self.use_fieldset:
            attrs.pop("aria-invalid", None)  # the group is wrong, not one of its choices
        if name := _control_class(widget):
            attrs["class"] = f"{name} {widget.attrs.get('class', '')}".strip()
        return attrs

    @property
    def target_id(self) -> str:
        """Id of the first control, where the link of the error summary leads."""
        widget = self.field.widget
        if isinstance(widget, forms.MultiWidget | forms.RadioSelect | forms.CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        return self.auto_id

    @property
    def is_tick(self) -> bool:
        return isinstance(self.field.widget, forms.CheckboxInput)

    @property
    def is_let_go(self) -> bool:
        """A file that came along with errors elsewhere: the browser does not send it a second time by itself."""
        return self.widget_type == "file" and bool(self.form.errors) and not self.errors and self.html_name in self.form.files

    @property
    def in_summary(self) -> str:
        """The label as it leads to a sentence: a question or a sentence brings its own mark, before a quotation's end too."""
        label = str(self.label).rstrip()
        return label if label.rstrip("”»").endswith(("?", "؟", ".", "…", "!", ":")) else f"{label}:"

    @property
    def is_optional(self) -> bool:
        """Optional and said so; a single tick or a filter never says it. `marks_optional` of the form: whether it says it, or the names of the fields that do."""
        marks = getattr(self.form, "marks_optional", True)
        return not self.field.required and not self.is_tick and (marks if isinstance(marks, bool) else self.name in marks)


def _control_class(widget: forms.Widget) -> str:
    if isinstance(widget, _WITHOUT_CLASS):
        return ""
    return next((name for kind, name in _CONTROL_CLASSES.items() if isinstance(widget, kind)), "")


class Renderer(BaseRenderer):
    """Forms in Amana's look, with the templates of this package before Django's own."""

    form_template_name = "shell/form/form.html"
    field_template_name = "shell/form/field.html"
    formset_template_name = "shell/form/formset.html"
    bound_field_class = BoundField

    def get_template(self, template_name: str):
        return self.engine.get_template(template_name)

    @cached_property
    def engine(self) -> DjangoTemplates:
        own = Path(__file__).parent / "templates"
        return DjangoTemplates({
            "NAME": "amana_forms", "APP_DIRS": True, "DIRS": [own, Path(forms.__file__).parent / "templates"],
            "OPTIONS": {"builtins": [
                "django.templatetags.i18n", "django.templatetags.static", "amana.ground.shell.templatetags.amana"]},
        })
