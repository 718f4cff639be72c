"""What the team does to a form's schema. Pure: each function answers the schema as it is afterwards.

Each raises LookupError for a field or section that is not there.
"""

from portal.intake.kinds import FieldOf
from portal.intake.schema import RemovedField, Schema, Section

MOST_REMOVED = 50


def add_section(schema: Schema, section: Section) -> Schema:
    return _with(schema, [*schema.sections, section])


def rename_section(schema: Schema, section_id: str, title: str) -> Schema:
    at = _section_at(schema, section_id)
    return _replace(schema, at, Section(id=section_id, title=title, fields=schema.sections[at].fields))


def move_section(schema: Schema, section_id: str, by: int) -> Schema:
    """One place up (-1) or down (1); at the end it stays."""
    at = _section_at(schema, section_id)
    sections = list(schema.sections)
    to = min(max(at + by, 0), len(sections) - 1)
    sections.insert(to, sections.pop(at))
    return _with(schema, sections)


def remove_section(schema: Schema, section_id: str) -> Schema:
    """Take an empty section away; one with fields stays as it is."""
    at = _section_at(schema, section_id)
    if schema.sections[at].fields:
        return schema
    return _with(schema, [section for section in schema.sections if section.id != section_id])


def add_field(schema: Schema, section_id: str, field: FieldOf) -> Schema:
    at = _section_at(schema, section_id)
    return _put(schema, at, [*schema.sections[at].fields, field])


def change_field(schema: Schema, field: FieldOf) -> Schema:
    """Put `field` in the place of the one with its id."""
    at, place = _place_of(schema, field.id)
    fields: list[FieldOf] = list(schema.sections[at].fields)
    fields[place] = field
    return _put(schema, at, fields)


def move_field(schema: Schema, field_id: str, by: int) -> Schema:
    """One place up (-1) or down (1), out of its section into the next one at its edge."""
    at, place = _place_of(schema, field_id)
    fields: list[FieldOf] = list(schema.sections[at].fields)
    field = fields.pop(place)
    if 0 <= place + by <= len(fields):
        fields.insert(place + by, field)
        return _put(schema, at, fields)
    if not 0 <= at + by < len(schema.sections):
        return schema
    there: list[FieldOf] = list(schema.sections[at + by].fields)
    there.insert(len(there) if by < 0 else 0, field)
    return _put(_put(schema, at, fields), at + by, there)


def remove_field(schema: Schema, field_id: str) -> Schema:
    at, place = _place_of(schema, field_id)
    section = schema.sections[at]
    gone = RemovedField(section=section.id, place=place, field=section.fields[place])
    rest = _put(schema, at, [field for field in section.fields if field.id != field_id])
    return Schema(sections=rest.sections, removed=[*schema.removed, gone][-MOST_REMOVED:])


def restore_field(schema: Schema, field_id: str) -> Schema:
    """Bring a removed field back to where it stood, or to the last section where its own is gone."""
    gone = next((one for one in schema.removed if one.field.id == field_id), None)
    if gone is None or not schema.sections:
        raise LookupError(field_id)
    ids = [section.id for section in schema.sections]
    at = ids.index(gone.section) if gone.section in ids else len(ids) - 1
    fields: list[FieldOf] = list(schema.sections[at].fields)
    fields.insert(gone.place, gone.field)
    rest = [one for one in schema.removed if one.field.id != field_id]
    return Schema(sections=_put(schema, at, fields).sections, removed=rest)


def _with(schema: Schema, sections: list[Section]) -> Schema:
    return Schema(sections=sections, removed=schema.removed)


def _replace(schema: Schema, at: int, section: Section) -> Schema:
    return _with(schema, [*schema.sections[:at], section, *schema.sections[at + 1 :]])


def _put(schema: Schema, at: int, fields: list[FieldOf]) -> Schema:
    section = schema.sections[at]
    return _replace(schema, at, Section.model_validate({"id": section.id, "title": section.title, "fields": fields}))


def _section_at(schema: Schema, section_id: str) -> int:
    for at, section in enumerate(schema.sections):
        if section.id == section_id:
            return at
    raise LookupError(section_id)


def _place_of(schema: Schema, field_id: str) -> tuple[int, int]:
    for at, section in enumerate(schema.sections):
        for place, field in enumerate(section.fields):
            if field.id == field_id:
                return at, place
    raise LookupError(field_id)
