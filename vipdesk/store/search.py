"""The search index over customers: one token a character, pinyin, initials and number tails.

The trigram tokenizer finds nothing under three characters, and Chinese names have two or three.
"""

import re
from typing import Any

from sqlalchemy import Connection, text

from vipdesk.domain.names import fold, is_han, latin_tokens, reversed_digits, sort_key, spaced

# What a change must touch for the index to be stale.
SOURCES = frozenset({"customer", "account", "line", "customer_tag", "tag"})

_REFRESH = """
INSERT INTO customer_search (rowid, name, latin, digits, number, address, tag)
SELECT c.id,
       vd_spaced(c.name || ' ' || coalesce(c.contact_name, '')),
       vd_latin(c.name) || ' ' || vd_latin(coalesce(c.contact_name, '')),
       vd_digits(c.number, c.phone, c.id_number,
                 (SELECT group_concat(l.number) FROM line l JOIN account a ON a.id = l.account_id
                  WHERE a.customer_id = c.id)),
       lower(c.number),
       vd_spaced(c.address),
       vd_spaced((SELECT group_concat(t.name, ' ') FROM customer_tag ct JOIN tag t
                  ON t.id = ct.tag_id WHERE ct.customer_id = c.id))
FROM touched CROSS JOIN customer c ON c.id = touched.customer_id
WHERE c.deleted_at IS NULL AND c.merged_into_id IS NULL
"""


def register_functions(connection: Any) -> None:
    """Give a driver connection the functions that the statements of this room use."""
    connection.create_function("vd_spaced", 1, spaced, deterministic=True)
    connection.create_function("vd_latin", 1, latin_tokens, deterministic=True)
    connection.create_function("vd_digits", 4, _digits, deterministic=True)
    connection.create_function("vd_sort", 1, sort_key, deterministic=True)


def _digits(number: str, phone: str | None, id_number: str | None, lines: str | None) -> str:
    return reversed_digits(number, phone, id_number, *(lines.split(",") if lines else ()))


def refresh(connection: Connection) -> None:
    """Index the customers in the temporary table ``touched`` again."""
    connection.execute(text("DELETE FROM customer_search WHERE rowid IN touched"))
    connection.execute(text(_REFRESH))


def match_expression(typed: str) -> str | None:
    """Translate what was typed into an FTS5 query; None if nothing searchable was typed.

    Terms apart by blanks must all match: ``王 8812``, ``wzq``, ``迎泽``, ``C0001``.
    """
    terms = [_term(term) for term in _runs(fold(typed))]
    return " AND ".join(terms) or None


def _runs(typed: str) -> list[str]:
    """Cut into runs of Chinese, of letters and digits; blanks between Latin words part terms."""
    return re.findall(r"[^\W\d_a-z]+|[0-9a-z]+", typed)


def _term(run: str) -> str:
    if is_han(run):
        return f'{{name address tag}} : "{spaced(run)}"'
    if run.isdigit():
        return f'((digits : "{run[::-1]}"*) OR ({{name number address tag}} : "{run}"*))'
    return f'({{name latin number address tag}} : "{run}"*)'
