//! Reads the descriptions of tables, columns, indexes and triggers.

use crate::store::db::statement::Statement;
use crate::store::migrate::inspect::snapshot::{Column, Index, Table, Trigger};
use crate::store::migrate::needed::COLUMNS;
use crate::store::{Store, StoreError, TIMETABLE};

type ColumnRow = (
    String,
    String,
    String,
    String,
    String,
    Option<String>,
    Option<String>,
    Option<i64>,
    Option<i64>,
    Option<String>,
    Option<String>,
);

impl Store {
    pub(crate) async fn read_tables(&self) -> Result<Vec<Table>, StoreError> {
        type Row = (
            String,
            String,
            Option<String>,
            Option<String>,
            Option<String>,
            i64,
            i64,
        );
        let rows: Vec<Row> = self
            .db
            .fetch_all(Statement::new(
                "SELECT CAST(table_name AS CHAR), CAST(table_type AS CHAR), CAST(engine AS CHAR),
                  CAST(row_format AS CHAR), CAST(create_options AS CHAR), CAST(COALESCE(table_rows, 0) AS SIGNED),
                  CAST(COALESCE(data_length, 0) + COALESCE(index_length, 0) AS SIGNED)
                FROM information_schema.tables
                WHERE table_schema = DATABASE()",
            ))
            .await?;

        Ok(rows
            .into_iter()
            .map(
                |(name, kind, engine, row_format, options, rows, bytes)| Table {
                    name,
                    is_view: kind.contains("VIEW"),
                    engine: engine.unwrap_or_default(),
                    row_format: row_format.unwrap_or_default(),
                    options: options.unwrap_or_default(),
                    rows,
                    bytes,
                },
            )
            .collect())
    }

    pub(crate) async fn read_columns(&self) -> Result<Vec<Column>, StoreError> {
        let mut sql = Statement::new(
            "SELECT CAST(table_name AS CHAR), CAST(column_name AS CHAR), CAST(data_type AS CHAR),
              CAST(column_type AS CHAR), CAST(is_nullable AS CHAR), CAST(column_default AS CHAR), CAST(extra AS CHAR),
              CAST(character_maximum_length AS SIGNED), CAST(character_octet_length AS SIGNED),
              CAST(character_set_name AS CHAR), CAST(collation_name AS CHAR)
            FROM information_schema.columns
            WHERE table_schema = DATABASE() AND LOWER(table_name) IN ",
        );
        let tables = COLUMNS.iter().map(|(table, _)| *table).chain([TIMETABLE]);
        sql.list(tables, 1)
            .push(" ORDER BY table_name, ordinal_position");
        let rows: Vec<ColumnRow> = self.db.fetch_all(sql).await?;

        Ok(rows.into_iter().map(Column::of_row).collect())
    }

    pub(crate) async fn read_indexes(&self) -> Result<Vec<Index>, StoreError> {
        let rows: Vec<(String, String, i64, Option<String>, i64, String)> = self
            .db
            .fetch_all(Statement::new(
                "SELECT CAST(table_name AS CHAR), CAST(index_name AS CHAR), CAST(MIN(non_unique) AS SIGNED),
                  CAST(GROUP_CONCAT(column_name ORDER BY seq_in_index) AS CHAR),
                  CAST(COUNT(sub_part) AS SIGNED), CAST(MIN(index_type) AS CHAR)
                FROM information_schema.statistics
                WHERE table_schema = DATABASE() AND LOWER(table_name) = 'wpos_zoom_links'
                GROUP BY table_name, index_name",
            ))
            .await?;

        Ok(rows
            .into_iter()
            .map(|(table, name, non_unique, columns, prefixes, kind)| Index {
                table,
                name,
                is_unique: non_unique == 0,
                columns: columns
                    .unwrap_or_default()
                    .split(',')
                    .map(str::to_owned)
                    .collect(),
                is_full_text: kind == "FULLTEXT",
                has_prefix: prefixes > 0,
            })
            .collect())
    }

    pub(crate) async fn read_triggers(&self) -> Result<Vec<Trigger>, StoreError> {
        let rows: Vec<(String, String, String, String)> = self
            .db
            .fetch_all(Statement::new(
                "SELECT CAST(event_object_table AS CHAR), CAST(trigger_name AS CHAR), CAST(action_timing AS CHAR),
                  CAST(event_manipulation AS CHAR)
                FROM information_schema.triggers
                WHERE trigger_schema = DATABASE()",
            ))
            .await?;

        Ok(rows
            .into_iter()
            .map(|(table, name, timing, event)| Trigger {
                table,
                name,
                timing,
                event,
            })
            .collect())
    }
}

impl Column {
    fn of_row(row: ColumnRow) -> Self {
        Self {
            table: row.0,
            name: row.1,
            data_type: row.2.to_ascii_lowercase(),
            column_type: row.3,
            is_nullable: row.4 == "YES",
            // MariaDB writes the word where there is none.
            default: row.5.filter(|default| default != "NULL"),
            extra: row.6.unwrap_or_default(),
            characters: row.7,
            octets: row.8,
            character_set: row.9.unwrap_or_default(),
            collation: row.10.unwrap_or_default(),
        }
    }
}
