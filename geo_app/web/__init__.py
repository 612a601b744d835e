"""The web: one blueprint per desk. BLUEPRINTS is the one list."""

from geo_app.web import (
    account,
    admin,
    changes,
    desk,
    editing,
    exports,
    home,
    imports,
    machine,
    map_data,
    public,
    reports,
)

BLUEPRINTS = (
    public.blueprint,
    map_data.blueprint,
    machine.blueprint,
    home.blueprint,
    account.blueprint,
    admin.blueprint,
    changes.blueprint,
    imports.blueprint,
    reports.blueprint,
    editing.blueprint,
    exports.blueprint,
    desk.blueprint,
)
