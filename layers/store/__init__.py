"""The store: one interface, two engines (one GeoPackage file, or PostGIS)."""

from __future__ import annotations

from collections.abc import Sequence

from layers.layer import Layer
from layers.profile import CountyProfile
from layers.store.contract import ALL_ROWS as ALL_ROWS
from layers.store.contract import BoundingBox as BoundingBox
from layers.store.contract import ChangeSet as ChangeSet
from layers.store.contract import ChangeState as ChangeState
from layers.store.contract import Condition as Condition
from layers.store.contract import Decision as Decision
from layers.store.contract import Edit as Edit
from layers.store.contract import EditAct as EditAct
from layers.store.contract import Event as Event
from layers.store.contract import Operator as Operator
from layers.store.contract import Publication as Publication
from layers.store.contract import Query as Query
from layers.store.contract import Record as Record
from layers.store.contract import Scope as Scope
from layers.store.contract import Store as Store
from layers.store.contract import Value as Value
from layers.store.engines import engine_for
from layers.store.keeping import copy_sqlite as copy_sqlite
from layers.store.keeping import put_back as put_back
from layers.store.keeping import refuse_occupied as refuse_occupied
from layers.store.keeping import take_away as take_away
from layers.store.snapshots import snapshot as snapshot
from layers.store.sql_store import SqlStore
from layers.store.sqlite_library import engine_report as engine_report
from layers.store.tables import declare_tables
from layers.store.upgrading import prepare


def open_store(url: str, profile: CountyProfile, layers: Sequence[Layer]) -> Store:
    """Opens the store of `layers` at `url`, creating it when the place is empty.

    `url` is `sqlite:///…` (one GeoPackage file) or `postgresql://…`. Raises Refused when the place is
    not ours, cannot be read, or is newer than this program.
    """
    tables = declare_tables(layers)
    engine = engine_for(url)
    try:
        prepare(engine, tables, profile.code)
    except BaseException:
        engine.sql.dispose()
        raise
    return SqlStore(engine, tables, profile, layers)
