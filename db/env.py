"""Alembic's environment: runs on the connection that the store hands over."""

from alembic import context
from alembic.operations import ops

from vipdesk.store.records import Record


def include_name(name, kind, _parents):
    """Leave out the search index, which is a virtual table with shadow tables."""
    return kind != "table" or not name.startswith("customer_search")


def render_item(kind, item, _autogen):
    """Write our own column types as the plain type that they are stored as."""
    own = kind == "type" and type(item).__module__.startswith("vipdesk.")
    return "sa.String()" if own else False


def drop_info(_context, _revision, directives):
    """Leave the journal's directions out: migrations know nothing of the program."""
    for operation in directives[0].upgrade_ops.ops:
        if isinstance(operation, ops.CreateTableOp):
            operation.info = {}


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Record.metadata,
    include_name=include_name,
    render_item=render_item,
    process_revision_directives=drop_info,
    transactional_ddl=False,  # the store's transaction holds everything
    render_as_batch=True,
)
context.run_migrations()
