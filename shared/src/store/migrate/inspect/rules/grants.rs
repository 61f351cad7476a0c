//! The lines of `SHOW GRANTS`.

/// A line of `SHOW GRANTS` that gives rights, not a role.
pub(crate) struct Grant {
    rights: Vec<String>,
    database: String,
    table: String,
}

impl Grant {
    pub(crate) fn read(line: &str) -> Option<Self> {
        let rest = line.strip_prefix("GRANT ")?;
        let (rights, rest) = rest.split_once(" ON ")?;
        let (object, _) = rest.split_once(" TO ")?;
        let (database, table) = split_object(object.trim_start_matches("TABLE "))?;

        Some(Self {
            rights: without_columns(rights)
                .split(',')
                .map(|right| right.trim().to_ascii_uppercase())
                .collect(),
            database,
            table,
        })
    }

    pub(crate) fn gives(&self, right: &str) -> bool {
        let all = ["ALL PRIVILEGES", "ALL"];
        self.rights
            .iter()
            .any(|given| given == right || all.contains(&given.as_str()))
    }

    pub(crate) fn covers(&self, database: &str, table: &str) -> bool {
        let is_of_database = self.database == "*" || matches_pattern(&self.database, database);
        is_of_database && (self.table == "*" || self.table.eq_ignore_ascii_case(table))
    }
}

/// Rights on columns count as rights on the table: which columns are meant is for a person to judge.
fn without_columns(rights: &str) -> String {
    let mut depth = 0_u32;
    let mut text = String::new();
    for character in rights.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(character),
            _ => {}
        }
    }

    text
}

/// Splits `database`.`table`. With the mode `ANSI_QUOTES` the server writes names in double quotes.
fn split_object(object: &str) -> Option<(String, String)> {
    let quote = object
        .chars()
        .next()
        .filter(|first| matches!(first, '`' | '"'));
    let Some(quote) = quote else {
        let (database, table) = object.split_once('.')?;
        return Some((database.to_owned(), without_quotes(table)));
    };

    let (database, table) = object[1..].split_once(&format!("{quote}."))?;
    Some((database.to_owned(), without_quotes(table)))
}

fn without_quotes(name: &str) -> String {
    name.trim_matches(['`', '"']).to_owned()
}

/// Compares a name with a pattern of the server: `_` is any character, `%` any text, a backslash takes it literally.
fn matches_pattern(pattern: &str, name: &str) -> bool {
    let mut characters = pattern.chars();
    match characters.next() {
        None => name.is_empty(),
        Some('%') => {
            let rest = characters.as_str();
            name.char_indices()
                .map(|(at, _)| &name[at..])
                .chain([""])
                .any(|tail| matches_pattern(rest, tail))
        }
        Some(first) => {
            let wanted = if first == '\\' {
                characters.next()
            } else {
                Some(first)
            };
            let mut of_name = name.chars();
            let is_same = match (wanted, of_name.next()) {
                (Some(wanted), Some(found)) => {
                    (first == '_') || wanted.eq_ignore_ascii_case(&found)
                }
                _ => false,
            };
            is_same && matches_pattern(characters.as_str(), of_name.as_str())
        }
    }
}
