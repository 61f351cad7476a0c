//! Characters that nobody sees, which come along when a text is copied out of a page or a file.

/// Tells whether a character is a joiner, a mark of direction or of width, or a byte order mark.
pub(crate) fn is_invisible(character: char) -> bool {
    matches!(character, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
