//! The admin's list of sessions, page by page.
//!
//! A session's time is its first join, or, while nobody opened it, the time when it was sent. These are two columns,
//! so a page merges ordered reads, each along its own index.

use chrono::{DateTime, Utc};

use crate::domain::PresenceParameters;
use crate::store::db::UnreadableRow;
use crate::store::db::statement::Statement;
use crate::store::db::stored_integer::StoredInteger;
use crate::store::db::stored_text::StoredText;
use crate::store::db::unreadable::{self, Attempt};
use crate::store::listing::cursor::{Cursor, PagePosition};
use crate::store::listing::filter::Filter;
use crate::store::listing::indexed_read::IndexedRead;
use crate::store::listing::names::SessionWithNames;
use crate::store::listing::order::{SortKey, SortOrder};
use crate::store::listing::part::{ListPart, parts_to_read};
use crate::store::listing::people::PeopleScope;
use crate::store::sessions::row::{SESSION_COLUMNS, SessionRow, session_columns};
use crate::store::{Dialect, Store, StoreError};

/// A page of the list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// Its sessions, in the order asked for.
    pub sessions: Vec<SessionWithNames>,
    /// Leads to the page before, if there is one.
    pub previous: Option<Cursor>,
    /// Leads to the page after, if there is one.
    pub next: Option<Cursor>,
    /// Sessions in this place of the list that are left out, because their rows cannot be read.
    pub unreadable: Vec<UnreadableRow>,
}

#[derive(sqlx::FromRow)]
struct OrderedRow {
    #[sqlx(flatten)]
    row: Attempt<SessionRow>,
    id: StoredInteger,
    /// The value that the row is sorted by, as text; NULL for a session without a time in the order of time.
    sort_text: Option<StoredText>,
}

/// The column that holds the value that rows are sorted by.
const SORTED_BY: &str = "sort_";

/// What a page is read by.
#[derive(Clone, Copy)]
struct PageQuery<'a> {
    filter: &'a Filter,
    order: SortOrder,
    position: &'a PagePosition,
    limit: usize,
    now: DateTime<Utc>,
    rules: &'a PresenceParameters,
}

impl Store {
    /// Returns at most `limit` sessions in their order.
    pub async fn list_sessions(
        &self,
        filter: &Filter,
        order: SortOrder,
        position: PagePosition,
        limit: usize,
        now: DateTime<Utc>,
        rules: &PresenceParameters,
    ) -> Result<Page, StoreError> {
        let readers = PeopleScope::readers(filter);
        if readers.is_empty() {
            return Ok(Page::default());
        }

        let query = PageQuery {
            filter,
            order,
            position: &position,
            limit,
            now,
            rules,
        };
        let has_bounds = filter.from.is_some() || filter.until.is_some();
        let mut rows: Vec<OrderedRow> = Vec::new();
        for part in parts_to_read(order.sort, query.direction(), &position, has_bounds) {
            // One row more than asked for tells that there is another page.
            let Some(missing) = limit.checked_sub(rows.len()) else {
                break;
            };
            let query = PageQuery {
                limit: missing,
                ..query
            };
            let sql = query.select(self.dialect(), &readers, *part);
            rows.extend(self.db.fetch_all::<OrderedRow>(sql).await?);
        }

        self.page(rows, query).await
    }

    /// Makes a page of its rows. One row more than asked for tells that there is another page.
    async fn page(
        &self,
        mut rows: Vec<OrderedRow>,
        query: PageQuery<'_>,
    ) -> Result<Page, StoreError> {
        let has_more = rows.len() > query.limit;
        rows.truncate(query.limit);
        if query.position.is_read_backwards() {
            rows.reverse();
        }

        // A row that cannot be read keeps its place, or a page of such rows would end the list.
        let first = rows.first().map(|row| query.cursor(row));
        let last = rows.last().map(|row| query.cursor(row));
        let (rows, unreadable) = unreadable::part(rows.into_iter().map(|row| row.row).collect());
        unreadable::log(&unreadable);
        let sessions = self.with_names(rows).await?;

        // On one side lies the cursor's own session. Whether there is more on the other side, the extra row tells.
        let (previous, next) = match query.position {
            PagePosition::First => (None, last.filter(|_| has_more)),
            PagePosition::After(_) => (first, last.filter(|_| has_more)),
            PagePosition::Before(_) => (first.filter(|_| has_more), last),
        };

        Ok(Page {
            sessions,
            previous,
            next,
            unreadable,
        })
    }
}

/// The statement of a list's first page, newest first.
pub(crate) fn select_first_page(
    dialect: Dialect,
    filter: &Filter,
    now: DateTime<Utc>,
    rules: &PresenceParameters,
) -> Statement {
    let query = PageQuery {
        filter,
        order: SortOrder::default(),
        position: &PagePosition::First,
        limit: 50,
        now,
        rules,
    };
    query.select(dialect, &PeopleScope::readers(filter), ListPart::WithTime)
}

impl PageQuery<'_> {
    /// Merges the ordered reads of one part of the list.
    fn select(self, dialect: Dialect, readers: &[PeopleScope<'_>], part: ListPart) -> Statement {
        // Times, numbers and names are all read as text, so one row type serves every order.
        let mut sql = Statement::new(format!(
            "SELECT {SESSION_COLUMNS}, CAST(sort_ AS CHAR) AS sort_text FROM ("
        ));

        let mut number = 0;
        for read in IndexedRead::for_status(self.filter.status) {
            for reader in readers {
                sql.push(if number == 0 { "" } else { " UNION ALL " })
                    // SQLite allows no ORDER BY inside a UNION but in a subquery.
                    .push("SELECT * FROM (")
                    .append(self.select_read(dialect, *read, *reader, part))
                    .push(&format!(") AS part_{number}"));
                number += 1;
            }
        }

        // A page may come from one read alone, so each read has a page's length, and all are sorted again.
        sql.push(") AS parts");
        self.direction().push(&mut sql, SORTED_BY, self.limit);
        sql
    }

    fn select_read(
        self,
        dialect: Dialect,
        read: IndexedRead,
        reader: PeopleScope<'_>,
        part: ListPart,
    ) -> Statement {
        let time = read.time();
        let key = match part {
            ListPart::All | ListPart::WithTime => {
                self.order.sort.key(dialect, time, self.now, self.rules)
            }
            ListPart::WithoutTime => Statement::new("NULL"),
        };

        let mut sql = Statement::new(format!("SELECT {}, ", session_columns(dialect)));
        sql.append(key.clone())
            .push(" AS sort_ FROM wpos_zoom_links WHERE ")
            .append(read.condition(dialect, self.now, self.rules));
        reader.push(&mut sql, self.filter);
        time.push_within(&mut sql, dialect, (self.filter.from, self.filter.until));
        part.push(&mut sql, dialect, time);

        let direction = self.direction();
        let cursor = self.position.cursor().filter(|cursor| part.has(cursor));
        // A time is ordered as it is stored, so that its index serves.
        let (order, column) = match part {
            ListPart::All => (SORTED_BY, None),
            ListPart::WithTime => (time.stored(), Some(time.column())),
            ListPart::WithoutTime => {
                if let Some(cursor) = cursor {
                    cursor.push_id(&mut sql, direction);
                }
                direction.push_by_id(&mut sql, self.limit);
                return sql;
            }
        };
        if let Some(cursor) = cursor {
            cursor.push(&mut sql, dialect, &key, column, direction);
        }

        direction.push(&mut sql, order, self.limit);
        sql
    }

    /// Returns the order of reading. The page before a session is read backwards.
    fn direction(self) -> SortOrder {
        if self.position.is_read_backwards() {
            self.order.reversed()
        } else {
            self.order
        }
    }

    fn cursor(self, row: &OrderedRow) -> Cursor {
        match (row.sort_text.as_deref(), self.order.sort) {
            (None, SortKey::Time) => Cursor::without_time(row.id.0),
            (key, sort) => Cursor::at(row.id.0, sort, key.unwrap_or_default()),
        }
    }
}
